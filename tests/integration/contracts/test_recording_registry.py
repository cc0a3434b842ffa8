"""What every RecordingRegistry promises."""

from hypothesis import given
from tests.builders import a_claim
from tests.integration.contracts.adapters import FOR_EVERY_VALUE, Stores
from tests.strategies import claims

from tunemeld.domain.identity import Claim, Identity
from tunemeld.domain.isrc import Isrc

ONE, OTHER = Isrc("QZTM42400001"), Isrc("QZTM42400002")


def test_an_empty_registry_knows_no_key(stores: Stores) -> None:
    assert stores.recordings.identities(["a", "b"]) == {}
    assert stores.recordings.identities([]) == {}


def test_a_recording_is_known_by_each_of_its_keys(stores: Stores) -> None:
    stores.recordings.claim([a_claim("r1", "a", "b", isrc=ONE), a_claim("r2", "c")])

    assert stores.recordings.identities(["c", "a", "unknown", "b"]) == {
        "a": Identity(id="r1", isrc=ONE),
        "b": Identity(id="r1", isrc=ONE),
        "c": Identity(id="r2"),
    }


@FOR_EVERY_VALUE
@given(claim=claims, number=...)
def test_a_claim_comes_back_with_every_field(stores: Stores, claim: Claim, number: int) -> None:
    alone = Claim(
        id=f"{number} {claim.model_dump_json()}",
        isrc=claim.isrc,
        keys=tuple(f"{key} of {number} {claim.model_dump_json()}" for key in claim.keys),
    )

    stores.recordings.claim([alone])

    known = Identity(id=alone.id, isrc=alone.isrc)
    assert stores.recordings.identities(alone.keys) == dict.fromkeys(alone.keys, known)


def test_a_key_that_is_taken_stays_with_its_owner(stores: Stores) -> None:
    stores.recordings.claim([a_claim("r1", "a")])

    stores.recordings.claim([a_claim("r2", "a", "b")])

    assert stores.recordings.identities(["a", "b"]) == {"a": Identity(id="r1"), "b": Identity(id="r2")}


def test_of_two_claims_in_one_call_the_first_takes_the_key(stores: Stores) -> None:
    stores.recordings.claim([a_claim("r2", "a"), a_claim("r1", "a")])

    assert stores.recordings.identities(["a"]) == {"a": Identity(id="r2")}


def test_an_isrc_may_be_shown_later(stores: Stores) -> None:
    stores.recordings.claim([a_claim("r1", "a")])

    stores.recordings.claim([a_claim("r1", "b", isrc=ONE)])

    assert stores.recordings.identities(["a"]) == {"a": Identity(id="r1", isrc=ONE)}


def test_an_isrc_once_shown_stays(stores: Stores) -> None:
    stores.recordings.claim([a_claim("r1", "a", isrc=ONE)])

    stores.recordings.claim([a_claim("r1", "a", isrc=OTHER), a_claim("r1", "b")])

    assert stores.recordings.identities(["a", "b"]) == dict.fromkeys("ab", Identity(id="r1", isrc=ONE))


def test_a_claim_may_be_repeated(stores: Stores) -> None:
    claimed = [a_claim("r1", "a", "b", isrc=ONE)]

    stores.recordings.claim(claimed)
    stores.recordings.claim(claimed)

    assert stores.recordings.identities(["a", "b"]) == dict.fromkeys("ab", Identity(id="r1", isrc=ONE))


def test_keys_differ_by_case_and_by_every_space(stores: Stores) -> None:
    stores.recordings.claim([a_claim("r1", "isrc:a"), a_claim("r2", "ISRC:A"), a_claim("r3", "isrc:a ")])

    found = stores.recordings.identities(["isrc:a", "ISRC:A", "isrc:a "])
    assert [found[key].id for key in ("isrc:a", "ISRC:A", "isrc:a ")] == ["r1", "r2", "r3"]


def test_any_number_of_keys_is_claimed_and_found(stores: Stores) -> None:
    keys = [f"key-{n}" for n in range(3_000)]

    stores.recordings.claim([a_claim("r1", *keys)])

    assert stores.recordings.identities(keys) == dict.fromkeys(keys, Identity(id="r1"))


def test_nothing_may_be_claimed(stores: Stores) -> None:
    stores.recordings.claim([])

    assert stores.recordings.identities(["a"]) == {}
