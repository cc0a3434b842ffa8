"""`python -m tunemeld`, and the `tunemeld` command."""

from tunemeld.entrypoints.cli.main import main

if __name__ == "__main__":
    main()
