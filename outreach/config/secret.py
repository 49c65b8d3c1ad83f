"""Where a password or token is; read when a connection is opened, never kept."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, assert_never

from outreach.errors import ConfigError
from outreach.words import say

#: The kinds of places, as the settings name them.
KINDS = ("env", "command", "file", "keyring", "credential")


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a password or token is; its value is read late and never kept."""

    kind: Literal["env", "command", "file", "keyring", "credential"]
    value: str = field(repr=False)
    #: The systemd credential that goes first, where there is one.
    name: str = "outreach-smtp"

    def read(self, root: Path) -> str:
        """The secret itself, without its one closing newline.

        Raises:
            ConfigError: it is missing, empty, unsafe to read, or the command failed.
        """
        found = _credential(self.name)
        if found is None:
            found = self._fetch(root)
        secret = found.removesuffix("\n").removesuffix("\r")
        if not secret:
            raise ConfigError(say("config.secret_empty", kind=self.kind))
        return secret

    def _fetch(self, root: Path) -> str:
        match self.kind:
            case "env":
                return self._from_env()
            case "file":
                return self._from_file(root)
            case "command":
                return self._from_command(root)
            case "keyring":
                return self._from_keyring()
            case "credential":
                return self._from_unit()
            case _:
                assert_never(self.kind)

    def _from_unit(self) -> str:
        found = _credential(self.value)
        if found is None:
            raise ConfigError(
                say("config.no_credential", name=self.value),
                say("config.no_credential_hint", name=self.value),
            )
        return found

    def _from_env(self) -> str:
        value = os.environ.get(self.value)
        if not value:
            raise ConfigError(
                say("config.no_env", name=self.value), say("config.no_env_hint", name=self.value)
            )
        return value

    def _from_file(self, root: Path) -> str:
        path = root / Path(self.value).expanduser()
        try:
            with path.open("rb") as file:
                # Asked of the open file: what is checked is what is read.
                if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                    raise ConfigError(
                        say("config.secret_open", path=path),
                        say("config.secret_open_hint", path=path),
                    )
                return _decoded(file.read(), path)
        except OSError as error:
            raise _unreadable(path, error) from error

    def _from_command(self, root: Path) -> str:
        import shlex
        import subprocess

        _refuse_shared(root / "outreach.toml")
        # Windows takes the line as it stands; shlex would eat its backslashes.
        words = shlex.split(self.value) if os.name == "posix" else self.value
        try:
            done = subprocess.run(
                words,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=60,
                check=False,
                cwd=root,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            # "from None": a TimeoutExpired carries what was printed so far.
            raise ConfigError(
                say("config.command_failed", why=type(error).__name__),
                say("config.command_failed_hint"),
            ) from None
        if done.returncode:
            raise ConfigError(
                say("config.command_failed", why=f"exit {done.returncode}"),
                say("config.command_failed_hint"),
            )
        # Password stores print the secret first and notes below it.
        return done.stdout.decode("utf-8", "replace").partition("\n")[0]

    def _from_keyring(self) -> str:
        try:
            import keyring
            from keyring.errors import KeyringError
        except ImportError as error:
            raise ConfigError(say("config.no_keyring"), say("config.no_keyring_hint")) from error
        try:
            value = keyring.get_password("outreach", self.value)
        except KeyringError as error:
            raise ConfigError(
                say("config.keyring_shut", why=type(error).__name__), say("config.no_keyring_hint")
            ) from error
        if not value:
            raise ConfigError(
                say("config.keyring_empty", name=self.value),
                say("config.keyring_empty_hint", name=self.value),
            )
        return str(value)


def _credential(name: str) -> str | None:
    """A credential that systemd hands to this unit (systemd.exec, LoadCredential=)."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / name if folder else None
    if path is None or not path.is_file():
        return None
    try:
        return _decoded(path.read_bytes(), path)
    except OSError as error:
        raise _unreadable(path, error) from error


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # "from None": the error carries the bytes of the secret.
        raise ConfigError(say("config.secret_unreadable", path=path, why="UTF-8")) from None


def _unreadable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(say("config.secret_unreadable", path=path, why=error.strerror or error))


def _refuse_shared(file: Path) -> None:
    """Whoever else can write the file could run a program as the user.

    Raises:
        ConfigError: somebody else owns it or may write it.
    """
    status = file.stat()
    if os.name == "posix" and (status.st_mode & 0o022 or status.st_uid not in (os.geteuid(), 0)):
        raise ConfigError(
            say("config.file_open", file=file), say("config.file_open_hint", file=file)
        )
