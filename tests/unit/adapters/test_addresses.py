import pytest

from tunemeld.setting_values import addresses

_MONGODB = ("mongodb://", "mongodb+srv://")


@pytest.mark.parametrize(
    "text",
    [
        "https://api.deezer.com",
        "https://proxy.example:8443/deezer",
        "http://localhost:8800/deezer",
        "http://127.0.0.1:8800",
        "http://127.9.9.9",
        "http://[::1]:8800/x",
    ],
)
def test_an_upstream_is_https_or_on_this_machine(text: str) -> None:
    assert addresses.read_upstream(text) == text
    assert addresses.read_upstream(f"{text}//") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.deezer.com",
        "ftp://api.deezer.com",
        "https://",
        "https:///path",
        "http://api.deezer.com",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://0.0.0.0",
        "http://192.168.0.1",
        "http://127.0.0.1@evil.example",
        "https://user:word@api.deezer.com",
        "https://api.deezer.com?key=1",
        "https://api.deezer.com?",
        "https://api.deezer.com#top",
        "https://api.deezer.com:port",
        "https://api.dee\nzer.com",
        "https://evil.example\\@api.deezer.com",
        "https://[::1",
    ],
)
def test_no_other_upstream_is_accepted(text: str) -> None:
    with pytest.raises(ValueError, match=r"^an https:// address"):
        addresses.read_upstream(text)


@pytest.mark.parametrize(
    "text", ["http://watch.example/1", "https://me:word@watch.example/1", "watch.example"]
)
def test_a_watchdog_is_asked_in_private(text: str) -> None:
    with pytest.raises(ValueError, match=r"^an https:// address"):
        addresses.read_heartbeat(text)


@pytest.mark.parametrize("text", ["https://tunemeld.com", "http://localhost:8080", "http://[::1]:3000"])
def test_an_origin_is_kept(text: str) -> None:
    assert addresses.read_origin(text) == text


@pytest.mark.parametrize(
    "text", ["*", "null", "tunemeld.com", "https://tunemeld.com/", "https://a@b.example", "ftp://x"]
)
def test_what_browsers_send_as_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^origins such as"):
        addresses.read_origin(text)


@pytest.mark.parametrize("text", ["api.tunemeld.com", "127.0.0.1", "::1", "[::1]"])
def test_a_host_is_kept(text: str) -> None:
    assert addresses.read_host(text) == text


@pytest.mark.parametrize("text", ["", "*", "https://tunemeld.com", "tunemeld.com:8000", "a/b", "a b"])
def test_what_is_more_than_a_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a host name"):
        addresses.read_host(text)


@pytest.mark.parametrize(
    "text",
    [
        "mongodb://localhost",
        "mongodb://one:27017,two:27018/tunemeld?replicaSet=rs0",
        "mongodb+srv://reader:p%40ss@cluster.example/tunemeld",
    ],
)
def test_the_address_of_a_server_is_kept(text: str) -> None:
    assert addresses.read_server(text, _MONGODB) == text


@pytest.mark.parametrize(
    "text", ["localhost:27017", "http://localhost", "mongodb://", "mongodb:///db", "mongodb:// x"]
)
def test_what_names_no_server_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^an address that begins with mongodb://"):
        addresses.read_server(text, _MONGODB)


@pytest.mark.parametrize("password", ["p@ss", "pa/ss", "pa?ss", "pa#ss", "p@/ss"])
def test_a_password_whose_end_cannot_be_told_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(ValueError, match="percent-encoded") as raised:
        addresses.read_server(f"mongodb://reader:{password}@db.example/x", _MONGODB)

    assert password not in str(raised.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("mongodb://db.example", ()),
        ("mongodb://reader@db.example", ()),
        ("mongodb://reader:word@one,two/db", ("word",)),
        ("mongodb://reader:w%3Ard@db.example", ("w%3Ard", "w:rd")),
        ("redis://:word@cache.example/0", ("word",)),
        ("redis://cache.example/0?password=word&db=1", ("word",)),
        ("mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:word,A:b", ("word",)),
    ],
)
def test_passwords_are_found_wherever_an_address_holds_them(address: str, expected: tuple[str, ...]) -> None:
    assert addresses.passwords(address) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("mongodb://db.example:27017/x", "mongodb://db.example:27017/x"),
        ("mongodb://reader:word@db.example/x?password=word", "mongodb://***@db.example/x?***"),
        ("mongodb://reader:w@rd/x@db.example", "mongodb://***@db.example"),
    ],
)
def test_a_masked_address_shows_neither_user_nor_query(address: str, expected: str) -> None:
    assert addresses.masked(address) == expected


def test_a_watchdog_is_secret_as_a_whole_and_from_its_path_on() -> None:
    assert addresses.secrets_in_heartbeat("https://watch.example/abc?x=1") == (
        "https://watch.example/abc?x=1",
        "/abc?x=1",
    )
    assert addresses.secrets_in_heartbeat("https://watch.example/") == ("https://watch.example/",)
