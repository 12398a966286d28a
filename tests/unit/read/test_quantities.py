"""Two notations of one quantity are equal; two quantities never are."""

from __future__ import annotations

import pytest

from monitor.model import Figure
from monitor.read.figures import read_figures
from monitor.read.quantities import refines, same_quantity


def one(text: str, language: str) -> Figure:
    (figure,) = read_figures(text, language)
    return figure


SAME = [
    ("en", "1 km", "1,000 metres"), ("en", "$1.5bn", "1,500 million US dollars"), ("en", "90 minutes", "1.5 hours"),
    ("en", "12 months", "one year"), ("en", "12%", "twelve per cent"), ("en", "50 cents", "$0.50"), ("en", "60 km/h", "60 kilometres per hour"),
    ("en", "2 hours 30 minutes", "two and a half hours"), ("en", "1,000 kg", "1 tonne"), ("en", "32 degrees Fahrenheit", "32°F"),
    ("en", "5 to 7 km", "5,000-7,000 metres"), ("de", "1,5 Mio. Euro", "anderthalb Millionen Euro"), ("de", "0,5 Prozent", "½ Prozent"),
    ("de", "3 Quadratkilometer", "3 km²"), ("uk", "3 тис. осіб", "три тисячі осіб"), ("uk", "7 км", "сім кілометрів"),
    ("en", "25 basis points", "0.25 percentage points"), ("de", "50 Basispunkte", "0,5 Prozentpunkte"), ("uk", "0,5 в. п.", "0,5 відсоткового пункту"),
    ("ko", "1만5000TEU", "1만5천TEU"), ("uk", "2,5 години", "дві з половиною години"), ("ko", "1만2000명", "만이천 명"), ("ko", "1.2조 원", "1조2000억원"),
    ("ko", "300㎞", "300킬로미터"), ("ko", "2시간 30분", "2시간 반"), ("ko", "50%", "50퍼센트"),
]  # fmt: skip

OTHER = [
    ("en", "12 percent", "12 percentage points"), ("en", "$5", "€5"), ("en", "5 km", "5 miles"), ("en", "$1.5bn", "$1.5m"), ("en", "12 people", "12%"),
    ("en", "5 to 7 km", "5 to 8 km"), ("en", "thousands", "1,000"), ("en", "hundreds", "thousands"), ("en", "30°C", "30°F"), ("en", "5 volts", "5 hertz"),
    ("en", "25 basis points", "25 percent"), ("en", "2-1", "2-0"), ("de", "2 Mio. Euro", "2 Mrd. Euro"), ("de", "12 Tage", "12 Wochen"),
    ("uk", "12 млн грн", "12 млрд грн"), ("uk", "34 роки", "34-річний"), ("ko", "5%", "5%포인트"), ("en", "25 basis points", "0.5 percentage points"), ("ko", "1만명", "10만명"), ("ko", "3천 원", "3천 달러"),
]  # fmt: skip

REFINED = [
    ("en", "1.2 million people", "1,234,567 people"), ("en", "1.2m people", "1,249,999 people"), ("en", "3 thousand people", "3,012 people"),
    ("uk", "3 тис. осіб", "3 012 осіб"), ("de", "2,3 Mrd. Euro", "2.312.000.000 Euro"), ("ko", "1만2천명", "12,300명"),
]  # fmt: skip

NOT_REFINED = [
    ("en", "1.2 million people", "1,300,000 people"), ("en", "1,234,567 people", "1.2 million people"), ("en", "12 people", "13 people"),
    ("en", "$1.2m", "€1,234,567"), ("en", "3,000 people", "3000 people"), ("ko", "1만2천명", "13,300명"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "left", "right"), SAME)
def test_same(language: str, left: str, right: str) -> None:
    a, b = one(left, language), one(right, language)
    assert same_quantity(a, b)
    assert same_quantity(b, a)
    assert not refines(a, b)


@pytest.mark.parametrize(("language", "left", "right"), OTHER)
def test_other(language: str, left: str, right: str) -> None:
    a, b = one(left, language), one(right, language)
    assert not same_quantity(a, b)
    assert not same_quantity(b, a)


@pytest.mark.parametrize(("language", "left", "right"), REFINED)
def test_refined(language: str, left: str, right: str) -> None:
    a, b = one(left, language), one(right, language)
    assert refines(a, b)
    assert not refines(b, a)


@pytest.mark.parametrize(("language", "left", "right"), NOT_REFINED)
def test_not_refined(language: str, left: str, right: str) -> None:
    assert not refines(one(left, language), one(right, language))
