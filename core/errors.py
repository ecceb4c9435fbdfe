"""Errors that mean something to a user. Each says what, where and what to do."""


class EntenteError(Exception):
    """Any error Entente raises on purpose."""


class NotFound(EntenteError):
    """Something asked for by name or number does not exist."""


class InvalidActorCode(EntenteError):
    """A text that should be an actor code is not one."""


class InvalidInput(EntenteError):
    """Input from outside (a feed, a file, a request) that cannot be used; the message says where and why."""


class UnknownIndex(EntenteError):
    """No index of that name."""


class ConfigurationError(EntenteError):
    """A setting, or the machine, keeps Entente from starting; the message says what to do."""


class Busy(EntenteError):
    """Something that only one may do at a time is being done by somebody else."""
