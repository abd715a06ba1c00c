"""IG4, DOMAIN §2.5: signatures as both gateways publish them, answers, receipts and replies, whatever they send."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcs_tools.sms import aliyun, common, tencent

# the example that Aliyun publishes for its signature V3
ALIYUN_HEADERS = {
    "host": "ecs.cn-shanghai.aliyuncs.com",
    "x-acs-action": "RunInstances",
    "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "x-acs-date": "2023-10-26T10:22:32Z",
    "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
    "x-acs-version": "2014-05-26",
}
ALIYUN_QUERY = {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
# the example that Tencent Cloud publishes for TC3-HMAC-SHA256; its keys are made up by the publisher
TENCENT_KEYS = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3" + "EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3" + "EXAMPLE")
TENCENT_BODY = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
NOW = datetime(2026, 3, 2, 1, 2, 3, tzinfo=timezone.utc)


def order(uuid="u1", number="+8613800138000", **params):
    return {"uuid": uuid, "number": number, "params": params}


def test_the_published_signature_of_aliyun():
    written = aliyun.authorization("POST", ALIYUN_QUERY, ALIYUN_HEADERS, b"", "YourAccessKeyId", "YourAccessKeySecret")
    assert written == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        "x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_the_published_signature_of_tencent():
    written = tencent.authorization("cvm.tencentcloudapi.com", TENCENT_BODY, *TENCENT_KEYS, 1551113065, service="cvm")
    assert written == (
        f"TC3-HMAC-SHA256 Credential={TENCENT_KEYS[0]}/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def test_numbers_and_names_stay_out_of_the_address_and_the_headers():
    action, parameters = aliyun.send_parameters("仁济", "SMS_1", [order(name="张三")])
    headers, body = aliyun.request(action, parameters, "dysmsapi.example", "id", "secret", NOW, "n1")
    assert "13800138000" not in str(headers)
    assert b"PhoneNumbers=13800138000" in body
    assert b"SignName=%E4%BB%81%E6%B5%8E" in body
    assert headers["x-acs-date"] == "2026-03-02T01:02:03Z"
    assert "secret" not in str(headers)


def test_one_call_of_aliyun_carries_messages_with_values_of_their_own():
    orders = [order("u1", name="A"), order("u2", "+8613900139000", name="B")]
    action, parameters = aliyun.send_parameters("S", "SMS_1", orders)
    assert action == "SendBatchSms"
    assert parameters["PhoneNumberJson"] == '["13800138000","13900139000"]'
    assert parameters["TemplateParamJson"] == '[{"name":"A"},{"name":"B"}]'
    assert parameters["SignNameJson"] == '["S","S"]'


def test_tencent_counts_the_places():
    _action, parameters = tencent.send_parameters("1400", "S", "77", ("time", "name"), [order(name="A", time="9")])
    assert parameters["TemplateParamSet"] == ["9", "A"]
    assert parameters["PhoneNumberSet"] == ["+8613800138000"]
    assert parameters["SessionContext"] == "u1"


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("OK", "success"),
        ("isv.AMOUNT_NOT_ENOUGH", "insufficient_credit"),
        ("isv.BUSINESS_LIMIT_CONTROL", "rejected"),
        ("isv.MOBILE_NUMBER_ILLEGAL", "wrong_number_format"),
        ("SignatureDoesNotMatch", "unregistered"),
        ("isp.SYSTEM_ERROR", "unknown"),
        ("isv.SOMETHING_NEW", "unknown_failure"),
    ],
)
def test_answers_of_aliyun(code, state):
    [result] = aliyun.read_sent({"Code": code, "BizId": "b1"}, [order()])
    assert (result["uuid"], result["state"]) == ("u1", state)


def test_answers_of_tencent_stand_with_their_numbers():
    rows = [
        {"PhoneNumber": "+8613900139000", "Code": "LimitExceeded.PhoneNumberDailyLimit", "SerialNo": "", "Fee": 0},
        {"PhoneNumber": "+8613800138000", "Code": "Ok", "SerialNo": "s1", "Fee": 2},
    ]
    orders = [order("u1"), order("u2", "+8613900139000"), order("u3", "+8613700137000")]
    one, two, three = tencent.read_sent({"Response": {"SendStatusSet": rows}}, orders)
    assert one == {"uuid": "u1", "state": "success", "provider_ref": "s1", "parts": 2}
    assert two["state"] == "rejected"
    assert three["state"] == "unknown", "nothing was said about it"


def test_an_error_of_tencent_is_one_of_every_message():
    answer = {"Response": {"Error": {"Code": "AuthFailure.NewName", "Message": "x"}}}
    assert {result["state"] for result in tencent.read_sent(answer, [order("u1"), order("u2")])} == {"unregistered"}


def test_receipts_and_replies_of_aliyun():
    receipt = {"phone_number": "13800138000", "success": True, "err_code": "DELIVERED", "sms_size": "2",
               "biz_id": "b1", "out_id": "u1"}  # fmt: skip
    failed = {**receipt, "success": False, "err_code": "MOBILE_SEND_LIMIT", "out_id": None}
    assert aliyun.read_receipts([receipt, failed]) == [
        common.Receipt("b1", "13800138000", "u1", "delivered", "DELIVERED", 2),
        common.Receipt("b1", "13800138000", "", "rejected", "MOBILE_SEND_LIMIT", 2),
    ]
    reply = {"phone_number": "13800138000", "content": "TD", "send_time": "2026-03-02 09:00:00", "sequence_id": 77}
    assert aliyun.read_replies([reply]) == [common.Reply("77", "13800138000", "TD", "2026-03-02 09:00:00")]


def test_receipts_and_replies_of_tencent():
    receipt = {"user_receive_time": "x", "nationcode": "86", "mobile": "13800138000", "report_status": "FAIL",
               "errmsg": "MK:0001", "sid": "s1"}  # fmt: skip
    assert tencent.read_receipts([receipt]) == [
        common.Receipt("s1", "13800138000", "", "invalid_destination", "MK:0001", None)
    ]
    reply = {"mobile": "13800138000", "nationcode": "86", "text": "T", "time": "2026-03-02 09:00:00"}
    once, again = tencent.read_replies([reply, dict(reply)])
    assert once == again, "the same answer has the same key each time it comes"
    assert once.number == "+8613800138000"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
def test_whatever_comes_is_read_or_refused(payload):
    readers = (
        aliyun.read_receipts,
        aliyun.read_replies,
        tencent.read_receipts,
        tencent.read_replies,
        tencent.read_details,
        lambda value: aliyun.read_details(value, "1", "b"),
        lambda value: aliyun.read_sent(value, [order()]),
        lambda value: tencent.read_sent(value, [order()]),
    )
    for read in readers:
        try:
            assert isinstance(read(payload), list)
        except common.GatewayError as error:
            assert str(error), "and says what it is not"


@pytest.mark.parametrize("number", ["13800138000", "+8613800138000", "8613800138000", "138 0013 8000"])
def test_one_number_in_all_its_spellings(number):
    assert common.same_number(number, "+86 13800138000")
    assert common.international(number) == "+8613800138000"
    assert not common.same_number("", "")
