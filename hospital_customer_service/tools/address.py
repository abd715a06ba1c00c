"""How to address a person in Chinese and in English: by the surname, never by the given name.

Only the *kind* of address and the surname are decided here; the words are translatable strings of the models.
Chinese characters are written as escapes, with their reading beside them: the sources stay ASCII.
"""

# Surnames of two characters that people still bear; a compound surname is never cut in half.
COMPOUND_SURNAMES = frozenset(
    {
        "\u6b27\u9633",  # Ouyang
        "\u53f8\u9a6c",  # Sima
        "\u8bf8\u845b",  # Zhuge
        "\u4e0a\u5b98",  # Shangguan
        "\u53f8\u5f92",  # Situ
        "\u53f8\u7a7a",  # Sikong
        "\u4e1c\u65b9",  # Dongfang
        "\u590f\u4faf",  # Xiahou
        "\u7687\u752b",  # Huangfu
        "\u5c09\u8fdf",  # Yuchi
        "\u957f\u5b59",  # Zhangsun
        "\u6155\u5bb9",  # Murong
        "\u4ee4\u72d0",  # Linghu
        "\u5b87\u6587",  # Yuwen
        "\u516c\u5b59",  # Gongsun
        "\u516c\u7f8a",  # Gongyang
        "\u516c\u51b6",  # Gongye
        "\u8f69\u8f95",  # Xuanyuan
        "\u949f\u79bb",  # Zhongli
        "\u547c\u5ef6",  # Huyan
        "\u5357\u5bab",  # Nangong
        "\u72ec\u5b64",  # Dugu
        "\u7aef\u6728",  # Duanmu
        "\u95fb\u4eba",  # Wenren
        "\u4e07\u4fdf",  # Moqi
        "\u4e2d\u884c",  # Zhonghang
        "\u767e\u91cc",  # Baili
        "\u4e1c\u90ed",  # Dongguo
        "\u5357\u90ed",  # Nanguo
        "\u897f\u95e8",  # Ximen
        "\u5b97\u653f",  # Zongzheng
        "\u6fee\u9633",  # Puyang
        "\u6df3\u4e8e",  # Chunyu
        "\u5355\u4e8e",  # Chanyu
        "\u592a\u53d4",  # Taishu
        "\u7533\u5c60",  # Shentu
        "\u4ef2\u5b59",  # Zhongsun
        "\u9c9c\u4e8e",  # Xianyu
        "\u62d3\u8dcb",  # Tuoba
        "\u8d6b\u8fde",  # Helian
        "\u6fb9\u53f0",  # Tantai
        "\u7b2c\u4e94",  # Diwu
        "\u53f8\u5bc7",  # Sikou
        "\u5deb\u9a6c",  # Wuma
        "\u516c\u897f",  # Gongxi
        # the same in traditional characters
        "\u6b50\u967d",  # Ouyang
        "\u53f8\u99ac",  # Sima
        "\u8af8\u845b",  # Zhuge
        "\u6771\u65b9",  # Dongfang
        "\u9577\u5b6b",  # Zhangsun
        "\u516c\u5b6b",  # Gongsun
        "\u7368\u5b64",  # Dugu
        "\u8ed2\u8f45",  # Xuanyuan
    }
)
ADULT_FROM = 14


def is_chinese(name):
    """Tell whether the name is written in Chinese characters (a dot between parts marks a transcribed name)."""
    return bool(name) and "\u3400" <= name[0] <= "\u9fff" and "\u00b7" not in name


def surname(name):
    """The part of ``name`` people are addressed by.

    >>> surname("Mary Ann Smith")
    'Smith'
    >>> surname("Smith, Mary")
    'Smith'
    >>> surname("")
    ''
    """
    name = " ".join((name or "").split())
    if not name:
        return ""
    if is_chinese(name):
        compact = name.replace(" ", "")
        # a name of two characters is one surname and one given name, whatever they look like together
        return compact[:2] if len(compact) > 2 and compact[:2] in COMPOUND_SURNAMES else compact[:1]
    if "," in name:
        return name.split(",", 1)[0]
    if "\u00b7" in name:
        return name
    return name.rsplit(" ", 1)[-1]


def address_kind(name, sex, age=None):
    """``'child'`` (speak to the family), ``'ms'``, ``'mr'``, or ``'neutral'`` where the sex or the name is not known.

    >>> address_kind("Li", "female", 40), address_kind("Li", "unknown"), address_kind("Li", "male", 5)
    ('ms', 'neutral', 'child')
    """
    if not surname(name):
        return "neutral"
    if age is not None and age < ADULT_FROM:
        return "child"
    return {"female": "ms", "male": "mr"}.get(sex, "neutral")
