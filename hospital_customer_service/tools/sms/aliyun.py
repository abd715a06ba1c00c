"""Aliyun's SMS service, interface 2017-05-25, signature V3 (ACS3-HMAC-SHA256), DOMAIN §2.5.

Parameters travel in the body: an address would be written to the logs of every proxy on the way.
"""

import json
from urllib.parse import quote

from .common import (
    GatewayError,
    Receipt,
    Reply,
    as_parts,
    hmac_sha256,
    local_number,
    rows_of,
    sha256_hex,
    text_of,
)

VERSION = "2017-05-25"
ALGORITHM = "ACS3-HMAC-SHA256"
FORM = "application/x-www-form-urlencoded"
BATCH_SIZE = 100  # of SendBatchSms
# what the gateway answers, and what our queue calls it
FAILURES = {
    "isv.AMOUNT_NOT_ENOUGH": "insufficient_credit",
    "isv.OUT_OF_SERVICE": "insufficient_credit",
    "isv.DAY_LIMIT_CONTROL": "rejected",
    "isv.BUSINESS_LIMIT_CONTROL": "rejected",
    "isv.MONTH_LIMIT_CONTROL": "rejected",
    "isv.MOBILE_NUMBER_ILLEGAL": "wrong_number_format",
    "isv.MOBILE_COUNT_OVER_LIMIT": "server_error",
    "isv.SMS_TEMPLATE_ILLEGAL": "no_template",
    "isv.SMS_SIGNATURE_ILLEGAL": "no_template",
    "isv.SMS_SIGN_ILLEGAL": "no_template",
    "isv.TEMPLATE_MISSING_PARAMETERS": "no_template",
    "isv.TEMPLATE_PARAMS_ILLEGAL": "no_template",
    "isv.INVALID_PARAMETERS": "no_template",
    "isv.INVALID_JSON_PARAM": "no_template",
    "isv.BLACK_KEY_CONTROL_LIMIT": "rejected",
    "isv.PARAM_LENGTH_LIMIT": "no_template",
    "isv.PARAM_NOT_SUPPORT_URL": "no_template",
    "isv.ACCOUNT_NOT_EXISTS": "unregistered",
    "isv.ACCOUNT_ABNORMAL": "unregistered",
    "isv.PRODUCT_UNSUBSCRIPT": "unregistered",
    "isv.PRODUCT_UN_SUBSCRIPT": "unregistered",
    "isp.RAM_PERMISSION_DENY": "unregistered",
    "InvalidAccessKeyId.NotFound": "unregistered",
    "InvalidAccessKeyId.Inactive": "unregistered",
    "SignatureDoesNotMatch": "unregistered",
    "SignatureNonceUsed": "server_error",
    "Throttling.User": "server_error",
    "isp.SYSTEM_ERROR": "unknown",
    "SYSTEM_ERROR": "unknown",
}
RECEIPT_FAILURES = {
    "MOBILE_NOT_ON_SERVICE": "invalid_destination",
    "MOBILE_ACCOUNT_ABNORMAL": "invalid_destination",
    "MOBILE_TERMINAL_ERROR": "not_delivered",
    "MOBILE_SEND_LIMIT": "rejected",
    "REQUEST_SUCCESS": "not_delivered",
    "SP_NOT_BY_INTER_SMS": "not_allowed",
    "BLACKLIST": "rejected",
    "CONTENT_KEYWORD": "not_allowed",
    "INVALID_NUMBER": "invalid_destination",
    "EXPIRED": "expired",
}


def encode(text):
    """Percent-encoding of RFC 3986, as the signature wants it."""
    return quote(str(text), safe="-_.~")


def form(parameters):
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(parameters.items())).encode()


def authorization(method, query, headers, body, key_id, secret):
    """The value of the header ``Authorization``.

    :param query: parameters of the address
    :param headers: those to sign: host, content-type and all that start with ``x-acs-``
    :param body: bytes
    """
    signed = {name.lower(): value.strip() for name, value in headers.items()}
    names = ";".join(sorted(signed))
    canonical = "\n".join(
        (
            method,
            "/",
            "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(query.items())),
            "".join(f"{name}:{signed[name]}\n" for name in sorted(signed)),
            names,
            sha256_hex(body),
        )
    )
    signature = hmac_sha256(secret, f"{ALGORITHM}\n{sha256_hex(canonical)}").hexdigest()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"


def request(action, parameters, host, key_id, secret, now, nonce):
    """Headers and body of a call.

    :param now: moment in UTC
    :param nonce: never used before
    :return: ``(headers, body)``
    """
    body = form(parameters)
    headers = {
        "host": host,
        "content-type": FORM,
        "x-acs-action": action,
        "x-acs-version": VERSION,
        "x-acs-date": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-content-sha256": sha256_hex(body),
    }
    headers["Authorization"] = authorization("POST", {}, headers, body, key_id, secret)
    return headers, body


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def send_parameters(sign, template_code, orders):
    """``(action, parameters)`` for one message or for as many as ``BATCH_SIZE``, each with values of its own.

    :param orders: list of ``{"uuid", "number", "params"}``
    """
    if len(orders) == 1:
        order = orders[0]
        return "SendSms", {
            "PhoneNumbers": local_number(order["number"]),
            "SignName": sign,
            "TemplateCode": template_code,
            "TemplateParam": compact(order["params"]),
            "OutId": order["uuid"],
        }
    return "SendBatchSms", {
        "PhoneNumberJson": compact([local_number(order["number"]) for order in orders]),
        "SignNameJson": compact([sign] * len(orders)),
        "TemplateCode": template_code,
        "TemplateParamJson": compact([order["params"] for order in orders]),
    }


def read_sent(answer, orders):
    """What the gateway said to a call: one result for each of ``orders``.

    :raise GatewayError: when it is not an answer of this gateway
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("Code"), str):
        raise GatewayError("no code in the answer")
    code = answer["Code"]
    if code == "OK":
        reference = text_of(answer, "BizId")
        return [{"uuid": order["uuid"], "state": "success", "provider_ref": reference} for order in orders]
    state = FAILURES.get(code, "unknown_failure")
    return [{"uuid": order["uuid"], "state": state, "failure_reason": code} for order in orders]


def ask_parameters(number, reference, day, page=1):
    """``(action, parameters)`` of the question what became of the messages to a number on a day."""
    parameters = {
        "PhoneNumber": local_number(number),
        "SendDate": day.strftime("%Y%m%d"),
        "PageSize": "50",
        "CurrentPage": str(page),
    }
    if reference:
        parameters["BizId"] = reference
    return "QuerySendDetails", parameters


def read_details(answer, number, reference):
    """Receipts in the answer to such a question.

    :raise GatewayError: when the gateway did not answer the question
    """
    if not isinstance(answer, dict) or answer.get("Code") != "OK":
        raise GatewayError("the question was not answered")
    details = answer.get("SmsSendDetailDTOs") or {}
    rows = details.get("SmsSendDetailDTO") if isinstance(details, dict) else details
    states = {"1": "success", "2": "failed", "3": "delivered"}
    receipts = []
    for row in rows_of(rows or [], "details"):
        state = states.get(text_of(row, "SendStatus"))
        if state:
            code = text_of(row, "ErrCode")
            state = receipt_failure(code) if state == "failed" else state
            receipts.append(Receipt(reference or "", number, text_of(row, "OutId"), state, code, None))
    return receipts


def receipt_failure(code):
    return RECEIPT_FAILURES.get(code, "not_delivered")


def read_receipts(payload):
    """Receipts that the gateway pushes (SmsReport)."""
    receipts = []
    for row in rows_of(payload, "receipts"):
        code, success = text_of(row, "err_code"), row.get("success")
        delivered = success is True or str(success).lower() == "true"
        receipts.append(
            Receipt(
                text_of(row, "biz_id"),
                text_of(row, "phone_number"),
                text_of(row, "out_id"),
                "delivered" if delivered else receipt_failure(code),
                code,
                as_parts(row.get("sms_size")),
            )
        )
    return receipts


def read_replies(payload):
    """What people answered (SmsUp)."""
    replies = []
    for row in rows_of(payload, "replies"):
        number, text, at = (text_of(row, name) for name in ("phone_number", "content", "send_time"))
        key = text_of(row, "sequence_id") or sha256_hex(f"{number}|{at}|{text}")
        if number:
            replies.append(Reply(key, number, text, at))
    return replies


RECEIVED = {"code": 0, "msg": "OK"}
