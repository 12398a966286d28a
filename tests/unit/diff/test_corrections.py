"""Correction notices and clarifications, as newsrooms word them, and what only looks like one."""

from __future__ import annotations

import pytest

from monitor.diff.corrections import is_correction

NOTICES = [
    ("en", "Correction: The mayor's name is Ellen Frost, not Helen Frost."),
    ("en", "This article was amended on 3 May 2024 to give the right date of the vote."),
    ("en", "* An earlier version of this story said the bridge was closed on Monday."),
    ("en", "Editor’s note: the figure in the second paragraph has been changed."),
    ("en", "Clarification — the company says it has not yet signed the contract."),
    ("en", "This story has been corrected to say that four people were hurt."),
    ("de", "Korrektur: In dem Text stand zunächst ein falsches Datum."),
    ("de", "In einer früheren Version dieses Artikels hieß es, die Brücke sei seit Montag gesperrt."),
    ("de", "Anmerkung der Redaktion: In einer ersten Fassung war von acht Verletzten die Rede."),
    ("de", "Richtigstellung: Der Verein hat 340 Mitglieder."),
    ("de", "Wir haben den Fehler korrigiert und bitten um Nachsicht."),
    ("ko", "[바로잡습니다] 시장의 이름은 김한결이 아니라 김한별입니다."),
    ("ko", "▲ 알려드립니다 = 기사 가운데 날짜를 고쳤습니다."),
    ("ko", "부상자 수를 잘못 표기해 8명에서 4명으로 고쳤습니다."),
    ("ko", "[정정보도] 다리 통제 시작일은 화요일이었습니다."),
    ("uk", "Виправлення: міську голову звати Олена, а не Галина."),
    ("uk", "У попередній версії матеріалу йшлося про вісьмох поранених."),
    ("uk", "УТОЧНЕННЯ. Міст закрили у вівторок."),
    ("uk", "Раніше ми помилково повідомили про закриття мосту. Перепрошуємо за неточність."),
]

PROSE = [
    ("en", "The stock market correction: analysts explain what is behind it."[27:]),
    ("en", "The minister corrected himself twice during the interview."),
    ("en", "Prison correction officers went on strike on Tuesday."),
    ("en", "The company clarified its position on the merger."),
    ("de", "Der Minister korrigierte seine Prognose nach unten."),
    ("de", "An den Börsen setzte sich die Korrektur am Dienstag fort."),
    ("de", "Die Partei fordert eine Berichtigung des Protokolls."),
    ("ko", "정부는 성장률 전망치를 2%로 수정했다."),
    ("ko", "위원회는 개정안을 정정해 다시 내기로 했다."),
    ("uk", "Міністр уточнив, що виплати почнуться у травні."),
    ("uk", "Уряд виправив прогноз зростання до 2%."),
]


@pytest.mark.parametrize(("language", "text"), NOTICES)
def test_a_notice_is_recognised(language: str, text: str) -> None:
    assert is_correction(text, language)


@pytest.mark.parametrize(("language", "text"), PROSE)
def test_prose_is_no_notice(language: str, text: str) -> None:
    assert not is_correction(text, language)
