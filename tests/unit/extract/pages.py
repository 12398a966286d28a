"""Small pages for the tests, written for them, and a short way to extract one."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.extract.article import extract
from monitor.model import Article, Page, Refused

LANGUAGES = ("de", "en", "ko", "uk")
FETCHED = datetime(2026, 8, 1, tzinfo=UTC)


def page(
    markup: str | bytes,
    *,
    url: str = "https://news.example/a/one-1",
    content_type: str = "text/html; charset=utf-8",
    asked: str | None = None,
) -> Page:
    body = markup.encode("utf-8", "surrogatepass") if isinstance(markup, str) else markup
    return Page(
        url=asked or url,
        final_url=url,
        status=200,
        headers=(("Content-Type", content_type),),
        body=body,
        fetched_at=FETCHED,
    )


def read(
    markup: str | bytes,
    *,
    declared: str | None = None,
    url: str = "https://news.example/a/one-1",
    content_type: str = "text/html; charset=utf-8",
) -> Article:
    result = extract(
        page(markup, url=url, content_type=content_type), declared_language=declared, languages=LANGUAGES
    )
    assert isinstance(result, Article), result
    return result


def refused(
    markup: str | bytes, *, declared: str | None = None, content_type: str = "text/html; charset=utf-8"
) -> Refused:
    result = extract(page(markup, content_type=content_type), declared_language=declared, languages=LANGUAGES)
    assert isinstance(result, Refused), result
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An article in words of our own."""

    language: str
    headline: str
    standfirst: str
    paragraphs: tuple[str, ...]

    def markup(self, *, meta: str = "") -> str:
        body = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in self.paragraphs)
        return (
            f'<!doctype html><html lang="{self.language}"><head>{meta}<title>{self.headline} | Beispiel</title>'
            f'<meta property="og:type" content="article"><meta property="og:site_name" content="Beispiel"></head><body><nav><a href="/">Start</a></nav>'
            f'<article><h1>{self.headline}</h1><p class="lead">{self.standfirst}</p>{body}</article><footer>Impressum</footer></body></html>'
        )


SAMPLES = (
    Sample(
        language="ko",
        headline="정부, 내년 예산 656조원 편성…복지 지출 역대 최대",
        standfirst="전년보다 2.8% 늘어, 국가채무 비율은 51%로 상승",
        paragraphs=(
            "정부가 내년도 예산안을 총 656조9000억원 규모로 편성했다고 1일 밝혔다. 올해 본예산보다 2.8% 늘어난 수치다.",
            "기획재정부에 따르면 보건·복지·고용 분야 지출은 242조원으로 전체의 37%를 차지한다. 연구개발 예산은 3조4000억원 줄었다.",
            "부총리는 “재정 여력이 넉넉하지 않은 상황에서 꼭 필요한 곳에 집중했다”고 말했다. 야당은 “민생을 외면한 예산”이라고 비판했다.",
            "국회는 11월부터 상임위원회별로 심사를 시작하며, 법정 처리 시한은 12월 2일이다.",
        ),
    ),
    Sample(
        language="de",
        headline="Stadtrat beschließt höhere Parkgebühren für große Autos",
        standfirst="Von Oktober an zahlen Halter schwerer Wagen bis zu 320 Euro im Jahr.",
        paragraphs=(
            "Der Stadtrat hat am Donnerstagabend höhere Gebühren für das Anwohnerparken beschlossen. Für Fahrzeuge über 1.800 Kilogramm steigt der Preis um 60 Prozent.",
            "„Wer mehr Fläche braucht, soll auch mehr bezahlen“, sagte Oberbürgermeisterin Käthe Möller nach der Sitzung. Die Opposition sprach von einer „Strafe für Familien“.",
            "Betroffen sind nach Angaben der Verwaltung rund 12.400 Fahrzeuge. Ermäßigungen gibt es für Menschen mit Schwerbehinderung und für Pflegedienste.",
            "Die Stadt rechnet mit zusätzlichen Einnahmen von 1,2 Millionen Euro, die in Radwege fließen sollen.",
        ),
    ),
    Sample(
        language="en",
        headline="Harbour bridge to close for nine months after cracks found",
        standfirst="Drivers face a 14-mile detour while engineers replace two supports.",
        paragraphs=(
            "The harbour bridge will close to all traffic on Monday for at least nine months after inspectors found cracks in two of its supports, the council said.",
            "Repairs are expected to cost £4.6m, of which the government has agreed to pay half. About 18,000 vehicles a day use the crossing.",
            "“We know how hard this will be for people on both sides of the water,” council leader Moira Pell said. “But safety has to come first.”",
            "Ferry operator Blue Line said it would add four sailings a day from next week, and that fares would stay the same.",
        ),
    ),
    Sample(
        language="uk",
        headline="У Полтаві відкрили новий міст через Ворсклу",
        standfirst="Будівництво тривало три роки й коштувало на чверть дорожче, ніж планували.",
        paragraphs=(
            "У Полтаві відкрили рух новим мостом через Ворсклу. Про це повідомила пресслужба міської ради у вівторок, 14 липня.",
            "Споруда завдовжки 286 метрів обійшлася бюджету в 412 млн гривень, хоча спершу роботи оцінювали в 330 млн.",
            "«Ми розуміємо, що люди втомилися чекати», — сказав в. о. міського голови Андрій Ґудзь. За його словами, підрядник сплатить 5,5 млн гривень штрафу.",
            "Старий міст розберуть до кінця року, а тролейбуси повернуться на маршрут у вересні.",
        ),
    ),
)
