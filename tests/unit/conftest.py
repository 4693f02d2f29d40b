"""What several tests of the command line need."""

import pytest

from theorybench.cli import main as cli


@pytest.fixture
def run(capsys):
    """A function that runs the command line and answers (exit status, stdout, stderr)."""

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return left.value.code or 0, captured.out, captured.err

    return call
