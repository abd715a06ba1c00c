"""DIR-03: lay words lead to the right department; red flags are never missed, denials are understood."""

import csv
import re
from pathlib import Path

import pytest

from hcs_tools import triage

DATA = Path(__file__).resolve().parents[2] / "hospital_customer_service" / "data" / "directory"


def rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def key(text):
    return text.removeprefix("hcs_triage_rule_").removeprefix("hcs_specialty_")


SHIPPED = {key(row["id"]): row for row in rows("hcs.triage.rule")}
WORDS = {kind: [] for kind in triage.WORD_KINDS}
for line in rows("hcs.triage.word"):
    WORDS[line["kind"]].append((line["word"], line["replacement"]))
MATCHER = triage.Matcher(
    [triage.Rule(code, triage.parse_words(row["words"]), row["urgency"]) for code, row in SHIPPED.items()], WORDS
)


def found(text):
    """Codes of the rules, the first ones first."""
    return [hit.key for hit in MATCHER.match(text)]


def specialty(text):
    return key(SHIPPED[found(text)[0]]["specialty_id:id"]) if found(text) else None


def red(text):
    return [code for code in found(text) if SHIPPED[code]["red_flag"] == "1"]


LAY = [
    ("肚子右下边疼了两天，有点恶心", "surgery"),
    ("老是反酸烧心，胃胀", "digestive"),
    ("拉肚子一天七八次", "digestive"),
    ("爬楼就喘，气短", "respiratory"),
    ("咳嗽有痰半个月了", "respiratory"),
    ("发烧38度5，浑身发冷", "fever"),
    ("老是心慌，心跳很快", "cardiology"),
    ("血压高，头胀", "cardiology"),
    ("头晕，天旋地转的", "neurology"),
    ("偏头疼好几年了", "neurology"),
    ("血糖高，口渴", "endocrine"),
    ("早上起来眼皮肿，尿里有泡沫", "nephrology"),
    ("尿频尿急，小便疼", "urology"),
    ("崴了脚，肿得很高", "orthopaedics"),
    ("膝盖疼，上下楼困难", "orthopaedics"),
    ("腰疼，腿发麻", "orthopaedics"),
    ("痔疮犯了，大便带血", "anorectal"),
    ("乳房摸到一个硬块", "breast"),
    ("被狗咬了一口", "surgery"),
    ("月经不规律，痛经", "gynaecology"),
    ("下面痒，白带多", "gynaecology"),
    ("怀孕两个月想建档产检", "obstetrics"),
    ("宝宝发烧39度", "paediatrics"),
    ("小孩咳嗽流鼻涕", "paediatrics"),
    ("嗓子疼，扁桃体发炎", "ent"),
    ("耳朵嗡嗡响", "ent"),
    ("眼睛红，眼屎多", "eyes"),
    ("牙疼得睡不着", "dentistry"),
    ("身上起红疹很痒", "dermatology"),
    ("失眠，心情低落", "psychiatry"),
    ("想做个体检", "checkup"),
    ("大脚趾又红又痛，尿酸高", "rheumatology"),
    ("想看中医调理", "tcm"),
    ("產後修復盆底康復", "rehabilitation"),
]
RED = [
    ("胸口疼得厉害，还一直冒冷汗", "chest_pain_sweat"),
    ("老人突然嘴歪了，一边胳膊抬不起来", "stroke"),
    ("半边身子发麻，说话不清楚", "stroke"),
    ("喘不上气，嘴唇发紫", "breathless"),
    ("手被机器割了，血止不住", "massive_bleeding"),
    ("活着没意思，不想活了", "suicide"),
    ("怀孕三个月，下面出血了", "pregnancy_bleeding"),
    ("孩子发烧抽风，翻白眼", "child_convulsion"),
    ("喝了半瓶农药", "poisoning"),
    ("安眠药吃多了", "poisoning"),
    ("爸爸昏倒在大厅，叫不醒", "unconscious"),
    ("吃了海鲜后起疹子，喉咙发紧，喘不过气", "severe_allergy"),
    ("吐血了，吐了好几口", "blood_vomiting"),
    ("突然剧烈头痛，头像要炸开", "thunderclap"),
    ("刚出了车祸，腿动不了", "trauma"),
    ("月经推迟十天，肚子疼", "pregnancy_danger"),
    ("肚子剧痛，在地上打滚", "acute_abdomen"),
    ("突然看不见了", "vision_loss"),
    ("被蛇咬了", "snake_bite"),
    ("脸色苍白，一身冷汗", "shock"),
]
DENIED = [
    "没有胸痛，就是有点咳嗽",
    "无胸痛、呼吸困难，无大汗",
    "没有胸痛和出汗",
    "不胸痛也不出汗，只是胃胀",
    "否认胸痛、胸闷、出汗，主诉头晕",
    "没有头晕、眼花、胸痛、冷汗",
    "没有呼吸困难，鼻子不通",
    "胸口不疼，就是嗓子疼",
    "没有想死的念头，就是睡不着",
    "不是中风吧，就是手麻",
    "没有抽搐，孩子发烧39度",
    "没有昏迷，头有点晕",
    "孕妇，没有出血，来产检",
    "没有吐血，没有大出血",
    "胸痛：无，呼吸困难：无，咳嗽三天",
    "胸痛、呼吸困难都没有，牙疼",
    "有没有胸痛？没有。牙疼",
    "没有 胸痛 ，牙痛",
    "沒有胸痛，沒有呼吸困難",
    "ＮＯ　没有中毒",
    "从来没有自杀的想法",
    "不想活动，懒得动",
    "没有过敏，没有呼吸困难，起疹子",
]
# what looks like a denial and is none: the flag must be up
NOT_DENIED = [
    ("没有发烧胸痛得厉害还出汗", "chest_pain_sweat"),
    ("胸痛没有缓解，出冷汗", "chest_pain_sweat"),
    ("无明显诱因胸痛三小时，大汗", "chest_pain_sweat"),
    ("不是没有胸痛，也出汗", "chest_pain_sweat"),
    ("以前没有，现在胸痛出冷汗", "chest_pain_sweat"),
    ("没有发烧，但是胸痛、出冷汗", "chest_pain_sweat"),
    ("没有受伤，突然半边不能动", "stroke"),
    ("会不会是中风啊", "stroke"),
    ("没有呼吸了", "unconscious"),
    ("怎么喊都没有反应", "unconscious"),
    ("不知道怎么就昏倒了", "unconscious"),
]


@pytest.mark.parametrize(("text", "expected"), LAY)
def test_lay_words_lead_to_the_department(text, expected):
    assert specialty(text) == expected, found(text)
    assert not red(text)


@pytest.mark.parametrize(("text", "expected"), RED)
def test_every_red_flag_is_caught_and_comes_first(text, expected):
    assert expected in red(text), found(text)
    assert SHIPPED[found(text)[0]]["urgency"] == "emergency"


@pytest.mark.parametrize("text", DENIED)
def test_a_denied_red_flag_raises_no_alarm(text):
    assert not red(text), found(text)


@pytest.mark.parametrize(("text", "expected"), NOT_DENIED)
def test_what_only_looks_like_a_denial(text, expected):
    flags = red(text)
    assert flags and (expected in flags or expected == "unconscious"), found(text)


@pytest.mark.parametrize(("denied", "stays"), [("无发热咳嗽，膝盖疼", "joints"), ("不咳嗽不发烧，牙疼", "teeth")])
def test_denials_of_ordinary_complaints(denied, stays):
    assert found(denied) == [stays]


def test_writing_makes_no_difference():
    """Width, case, blanks around, traditional characters, other words for the same."""
    plain = found("胸闷头晕，喘不过气")
    assert plain == found("胸悶頭暈，喘不過氣") == found("胸闷头晕,喘不上气") == found("　胸闷头晕；透不过气  ")


def test_the_heavier_rule_explains_the_lighter_one():
    """Several symptoms together mean more than each alone; something more urgent is never left out."""
    assert "chest_pain" not in found("胸痛，冒冷汗")
    assert "child_fever" in found("孩子发烧")
    assert "fever" not in found("孩子发烧")
    assert {"appendix"} == set(found("肚子右下边疼"))
    assert found("胸痛，牙疼")[0] == "chest_pain"


def test_the_words_of_the_caller_are_shown():
    assert MATCHER.match("牙很疼，還冒冷汗，胸悶")[0].matched == ("冒冷汗", "胸悶")


def test_the_shipped_rules():
    """At least sixty, each with an address, a way to say it, and words that find it."""
    assert len(SHIPPED) >= 60
    assert sum(row["red_flag"] == "1" for row in SHIPPED.values()) >= 10
    known = {row["id"] for row in rows("hcs.specialty")}
    for code, row in SHIPPED.items():
        assert row["specialty_id:id"] in known, code
        assert triage.parse_words(row["words"]), code
        assert (row["red_flag"] == "1") <= (row["urgency"] == "emergency" and bool(row["advice"])), code
        assert not re.search("[\u4e00-\u9fff]", row["name"] + row["advice"]), code
        for words in triage.parse_words(row["words"])[:3]:
            assert found("，".join(word.replace("*", "") for word in words)), (code, words)


@pytest.mark.parametrize("text", [None, "", " ", "，。、", "*+", "胸" * 2_000, "没有" * 1_000, "没有胸痛、" * 400])
def test_nonsense_is_read_without_harm(text):
    assert isinstance(MATCHER.match(text), list)


def test_words_are_parsed():
    assert triage.parse_words("a, b+c\n*d*e* ;; +，a") == (("a",), ("b", "c"), ("d*e",))
    assert triage.parse_words(None) == ()


def test_without_words_of_a_language_only_the_rules_speak():
    """A hospital in another language writes its own words."""
    words = {"negation": [("no", None)]}
    matcher = triage.Matcher([triage.Rule(1, triage.parse_words("chest pain, short of breath"), "urgent")], words)
    assert [hit.matched for hit in matcher.match("Chest PAIN since noon")] == [("Chest PAIN",)]
    assert not matcher.match("cough, no chest pain")
