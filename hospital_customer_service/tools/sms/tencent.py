"""Tencent Cloud's SMS service, interface 2021-01-11, signature TC3-HMAC-SHA256, DOMAIN §2.5."""

import json
from datetime import datetime, timezone

from .common import (
    GatewayError,
    Receipt,
    Reply,
    as_parts,
    hmac_sha256,
    international,
    rows_of,
    sha256_hex,
    text_of,
)

VERSION = "2021-01-11"
SERVICE = "sms"
ALGORITHM = "TC3-HMAC-SHA256"
JSON = "application/json; charset=utf-8"
BATCH_SIZE = 200  # numbers of one call, which share their parameters
SIGNED_HEADERS = "content-type;host"
FAILURES = {
    "FailedOperation.InsufficientBalanceInSmsPackage": "insufficient_credit",
    "FailedOperation.PhoneNumberInBlacklist": "rejected",
    "FailedOperation.ContainSensitiveWord": "not_allowed",
    "FailedOperation.TemplateIncorrectOrUnapproved": "no_template",
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": "no_template",
    "FailedOperation.TemplateUnapprovedOrNotExist": "no_template",
    "FailedOperation.SignatureIncorrectOrUnapproved": "no_template",
    "FailedOperation.MissingTemplateToModify": "no_template",
    "FailedOperation.FailResolvePacket": "server_error",
    "InvalidParameterValue.IncorrectPhoneNumber": "wrong_number_format",
    "InvalidParameterValue.ContentLengthLimit": "no_template",
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": "no_template",
    "InvalidParameterValue.SdkAppIdNotExist": "unregistered",
    "InvalidParameterValue.TemplateParameterFormatError": "no_template",
    "InvalidParameterValue.TemplateParameterLengthLimit": "no_template",
    "LimitExceeded.PhoneNumberDailyLimit": "rejected",
    "LimitExceeded.PhoneNumberOneHourLimit": "rejected",
    "LimitExceeded.PhoneNumberThirtySecondLimit": "rejected",
    "LimitExceeded.PhoneNumberSameContentDailyLimit": "rejected",
    "LimitExceeded.AppDailyLimit": "insufficient_credit",
    "LimitExceeded.DailyLimit": "insufficient_credit",
    "RequestLimitExceeded": "server_error",
    "UnauthorizedOperation.SerivceSuspendDueToArrears": "insufficient_credit",
    "UnauthorizedOperation.SdkAppIdIsDisabled": "unregistered",
    "UnauthorizedOperation.SmsSdkAppIdVerifyFail": "unregistered",
    "AuthFailure.SecretIdNotFound": "unregistered",
    "AuthFailure.SignatureFailure": "unregistered",
    "AuthFailure.SignatureExpire": "unregistered",
    "AuthFailure.InvalidSecretId": "unregistered",
    "AuthFailure.UnauthorizedOperation": "unregistered",
    "InternalError.Timeout": "unknown",
    "InternalError.RequestTimeException": "unregistered",
    "InternalError": "unknown",
}
PREFIXES = ("AuthFailure", "UnauthorizedOperation")
RECEIPT_FAILURES = {
    "MK:0001": "invalid_destination",
    "MK:0012": "invalid_destination",
    "MK:0004": "invalid_destination",
    "EXPIRED": "expired",
    "EXPIRD": "expired",
    "REJECTD": "rejected",
    "UNDELIV": "not_delivered",
}


def authorization(host, body, key_id, secret, timestamp, service=SERVICE):
    """The value of the header ``Authorization``.

    :param body: bytes
    :param timestamp: seconds since 1970; the gateway accepts five minutes more or less
    """
    day = datetime.fromtimestamp(timestamp, timezone.utc).strftime("%Y-%m-%d")
    canonical = "\n".join(("POST", "/", "", f"content-type:{JSON}\nhost:{host}\n", SIGNED_HEADERS, sha256_hex(body)))
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"{ALGORITHM}\n{timestamp}\n{scope}\n{sha256_hex(canonical)}"
    key = f"TC3{secret}"
    for part in (day, service, "tc3_request"):
        key = hmac_sha256(key, part).digest()
    signature = hmac_sha256(key, to_sign).hexdigest()
    return f"{ALGORITHM} Credential={key_id}/{scope}, SignedHeaders={SIGNED_HEADERS}, Signature={signature}"


def request(action, parameters, host, key_id, secret, now, region):
    """Headers and body of a call; ``now`` is a moment in UTC.

    :return: ``(headers, body)``
    """
    timestamp = int(now.replace(tzinfo=timezone.utc).timestamp())
    body = json.dumps(parameters, ensure_ascii=False, separators=(",", ":")).encode()
    return {
        "Host": host,
        "Content-Type": JSON,
        "X-TC-Action": action,
        "X-TC-Version": VERSION,
        "X-TC-Timestamp": str(timestamp),
        "X-TC-Region": region,
        "Authorization": authorization(host, body, key_id, secret, timestamp),
    }, body


def send_parameters(app_id, sign, template_code, names, orders):
    """``(action, parameters)`` for messages that share their values.

    :param names: the places in the order of the registered template: this gateway counts them
    :param orders: list of ``{"uuid", "number", "params"}``, at most ``BATCH_SIZE``
    """
    return "SendSms", {
        "PhoneNumberSet": [international(order["number"]) for order in orders],
        "SmsSdkAppId": app_id,
        "SignName": sign,
        "TemplateId": template_code,
        "TemplateParamSet": [str(orders[0]["params"].get(name, "")) for name in names],
        "SessionContext": orders[0]["uuid"] if len(orders) == 1 else "",
    }


def failure(code):
    if code in FAILURES:
        return FAILURES[code]
    return "unregistered" if code.startswith(PREFIXES) else "unknown_failure"


def _response(answer):
    response = answer.get("Response") if isinstance(answer, dict) else None
    if not isinstance(response, dict):
        raise GatewayError("no response in the answer")
    return response


def read_sent(answer, orders):
    """What the gateway said to a call: one result for each of ``orders``.

    :raise GatewayError: when it is not an answer of this gateway
    """
    response = _response(answer)
    error = response.get("Error")
    if isinstance(error, dict):
        code = text_of(error, "Code")
        return [{"uuid": order["uuid"], "state": failure(code), "failure_reason": code} for order in orders]
    states = {}
    for row in rows_of(response.get("SendStatusSet") or [], "results"):
        states.setdefault(international(text_of(row, "PhoneNumber")), []).append(row)
    results = []
    for order in orders:
        rows = states.get(international(order["number"]))
        row = rows.pop(0) if rows else None
        if row is None:
            results.append({"uuid": order["uuid"], "state": "unknown"})
        elif text_of(row, "Code") == "Ok":
            results.append(
                {
                    "uuid": order["uuid"],
                    "state": "success",
                    "provider_ref": text_of(row, "SerialNo"),
                    "parts": as_parts(row.get("Fee")),
                }
            )
        else:
            code = text_of(row, "Code")
            results.append({"uuid": order["uuid"], "state": failure(code), "failure_reason": code})
    return results


def ask_parameters(app_id, number, begin, end):
    """``(action, parameters)`` of the question what became of the messages to a number; seconds since 1970."""
    return "PullSmsSendStatusByPhoneNumber", {
        "SmsSdkAppId": app_id,
        "PhoneNumber": international(number),
        "BeginTime": int(begin),
        "EndTime": int(end),
        "Offset": 0,
        "Limit": 100,
    }


def read_details(answer):
    """Receipts in the answer to such a question.

    :raise GatewayError: when the gateway did not answer the question
    """
    response = _response(answer)
    if response.get("Error"):
        raise GatewayError("the question was not answered")
    return [_receipt(row, "SerialNo", "PhoneNumber", "ReportStatus", "Description", "SessionContext")
            for row in rows_of(response.get("PullSmsSendStatusSet") or [], "details")]  # fmt: skip


def read_receipts(payload):
    """Receipts that the gateway pushes."""
    return [_receipt(row, "sid", "mobile", "report_status", "errmsg", "ext") for row in rows_of(payload, "receipts")]


def _receipt(row, reference, number, status, reason, uuid):
    code = text_of(row, reason)
    delivered = text_of(row, status) == "SUCCESS"
    return Receipt(
        text_of(row, reference),
        text_of(row, number),
        text_of(row, uuid),
        "delivered" if delivered else RECEIPT_FAILURES.get(code, "not_delivered"),
        code,
        None,
    )


def read_replies(payload):
    """What people answered; this gateway numbers nothing, so the answer itself tells two of them apart."""
    replies = []
    for row in rows_of(payload, "replies"):
        number, text, at = (text_of(row, name) for name in ("mobile", "text", "time"))
        if number:
            country = text_of(row, "nationcode") or "86"
            replies.append(Reply(sha256_hex(f"{number}|{at}|{text}"), international(number, country), text, at))
    return replies


RECEIVED = {"result": 0, "errmsg": "OK"}


def has_error(answer):
    """Whether the gateway refused a question."""
    return bool(_response(answer).get("Error"))
