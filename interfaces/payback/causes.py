"""Why no connection came about, told apart as far as a person can do something about it."""

import socket
import ssl
from collections.abc import Iterator
from enum import StrEnum

from interfaces.payback.connection import Phase


class Cause(StrEnum):
    """Closed list; stored and translated, so values stay as they are."""

    NAME_UNKNOWN = "name_unknown"
    NAME_TIMEOUT = "name_timeout"
    ADDRESS_FORBIDDEN = "address_forbidden"
    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    CONNECT_UNREACHABLE = "connect_unreachable"
    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET_VALID = "tls_not_yet_valid"
    TLS_SELF_SIGNED = "tls_self_signed"
    TLS_UNKNOWN_AUTHORITY = "tls_unknown_authority"
    TLS_WRONG_NAME = "tls_wrong_name"
    TLS_BAD_CERTIFICATE = "tls_bad_certificate"
    TLS_TOO_OLD = "tls_too_old"
    TLS_ABSENT = "tls_absent"
    TLS_TIMEOUT = "tls_timeout"
    TLS_BROKEN = "tls_broken"
    CLOSED_UNUSED = "closed_unused"


# X509_V_ERR_… of OpenSSL's x509_vfy.h; Python's ssl module hands the numbers on without names.
_CERTIFICATE_CAUSES = {
    9: Cause.TLS_NOT_YET_VALID,
    10: Cause.TLS_EXPIRED,
    18: Cause.TLS_SELF_SIGNED,
    19: Cause.TLS_UNKNOWN_AUTHORITY,
    20: Cause.TLS_UNKNOWN_AUTHORITY,
    21: Cause.TLS_UNKNOWN_AUTHORITY,
    62: Cause.TLS_WRONG_NAME,
    64: Cause.TLS_WRONG_NAME,
}
_PROTOCOL_CAUSES = {
    "UNSUPPORTED_PROTOCOL": Cause.TLS_TOO_OLD,
    "TLSV1_ALERT_PROTOCOL_VERSION": Cause.TLS_TOO_OLD,
    "WRONG_SSL_VERSION": Cause.TLS_TOO_OLD,
    "WRONG_VERSION_NUMBER": Cause.TLS_ABSENT,
    "HTTP_REQUEST": Cause.TLS_ABSENT,
    "PACKET_LENGTH_TOO_LONG": Cause.TLS_ABSENT,
    "RECORD_LAYER_FAILURE": Cause.TLS_ABSENT,
}


def name_cause(phase: Phase, error: BaseException) -> Cause:
    """Why a call ended in `phase`, before anything was sent."""
    causes = list(list_causes(error))
    match phase:
        case Phase.RESOLVING:
            is_answer = any(isinstance(cause, socket.gaierror) for cause in causes)
            return Cause.NAME_UNKNOWN if is_answer else Cause.NAME_TIMEOUT
        case Phase.CHECKING:
            return Cause.ADDRESS_FORBIDDEN
        case Phase.CONNECTING:
            return _name_connect_cause(causes)
        case Phase.SECURING:
            return _name_tls_cause(causes)
        case Phase.SENDING:
            return Cause.CLOSED_UNUSED


def list_causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it, the outermost first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _name_connect_cause(causes: list[BaseException]) -> Cause:
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Cause.CONNECT_REFUSED
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return Cause.CONNECT_TIMEOUT
    return Cause.CONNECT_UNREACHABLE


def _name_tls_cause(causes: list[BaseException]) -> Cause:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _CERTIFICATE_CAUSES.get(cause.verify_code, Cause.TLS_BAD_CERTIFICATE)
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return Cause.TLS_TIMEOUT
    names = [cause.reason for cause in causes if isinstance(cause, ssl.SSLError)]
    found = (_PROTOCOL_CAUSES[name] for name in names if name in _PROTOCOL_CAUSES)
    return next(found, Cause.TLS_BROKEN)
