"""Settings: what works, and the exact complaint about what does not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import SettingsError
from monitor.settings import load

SOURCE = '[[sources]]\nname = "A"\nurl = "https://example.org/feed.xml"\n'
EXAMPLE = Path(__file__).parents[2] / "settings.toml"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    monkeypatch.delenv("MONITOR_CONFIG", raising=False)


def write(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_loads_and_covers_the_four_languages():
    settings = load(EXAMPLE)
    assert {source.language for source in settings.sources} == {"ko", "en", "de", "uk"}
    assert settings.smtp is None
    assert settings.database.url == f"sqlite:///{EXAMPLE.parent / 'data/monitor.db'}"
    assert settings.mail.outbox == EXAMPLE.parent / "data/outbox"


def test_every_key_of_the_example_that_is_commented_out_is_known(tmp_path):
    """The example cannot drift: its comments, taken as settings, load too."""
    lines = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        bare = line.removeprefix("# ")
        is_setting = (
            line.startswith("# ") and (" = " in bare or bare.startswith("[")) and not bare.endswith(".")
        )
        lines.append(bare if is_setting else line)
    settings = load(write(tmp_path, "\n".join(lines)))
    assert settings.smtp is not None
    assert settings.editors[0].keywords
    assert settings.sites[0].host == "example.org"
    assert [output.kind for output in settings.outputs] == ["atom", "jsonl", "webhook"]


def test_durations_and_defaults(tmp_path):
    settings = load(write(tmp_path, SOURCE + '[schedule]\nevery = "1.5h"\ntick = 5\n'))
    assert settings.schedule.every == timedelta(minutes=90)
    assert settings.schedule.tick == timedelta(seconds=5)
    assert settings.crawl.allow_private == ()


def test_the_environment_goes_before_the_file(tmp_path, monkeypatch):
    path = write(tmp_path, SOURCE + '[smtp]\nhost = "mail.example.org"\n[crawl]\ndelay = "3s"\n')
    monkeypatch.setenv("MONITOR_SMTP__PASSWORD", "geheim-ключ")
    monkeypatch.setenv("MONITOR_CRAWL__DELAY", "7s")
    settings = load(path)
    assert settings.smtp is not None
    assert settings.smtp.secret() == "geheim-ключ"
    assert settings.smtp.host == "mail.example.org"
    assert settings.crawl.delay == timedelta(seconds=7)


def test_monitor_config_names_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_CONFIG", str(write(tmp_path, SOURCE)))
    assert load().sources[0].name == "A"


def test_secrets_are_not_shown(tmp_path):
    settings = load(write(tmp_path, SOURCE + '[smtp]\nhost = "h"\npassword = "hush-hush"\n'))
    assert "hush-hush" not in repr(settings)
    assert "hush-hush" not in settings.model_dump_json()


POSTGRESQL = "postgresql+psycopg://monitor:hush%40hush@db.example.org:5433/monitor?sslmode=require"


def test_a_database_is_named_by_one_address(tmp_path, monkeypatch):
    path = write(tmp_path, SOURCE)
    monkeypatch.setenv("MONITOR_DATABASE__URL", POSTGRESQL)
    assert load(path).database.url == POSTGRESQL


@pytest.mark.parametrize(
    "url",
    [
        POSTGRESQL,
        # Of each of these the message must not repeat what may be a password.
        "postgres://monitor:hush%40hush@db/monitor",
        "postgresql+psycopg://monitor:hush@hush@db/monitor",
        "postgresql+psycopg://monitor:hush/hush@db/monitor",
        "postgresql+psycopg://monitor:hush?hush@db/monitor",
        "postgresql+psycopg://monitor:hush hush@db/monitor",
        "postgresql+psycopg://monitor@db/monitor?password=hush",
        "monitor:hush@db/monitor",
        "hush",
    ],
)
def test_the_password_of_a_database_is_not_shown(tmp_path, url):
    path = write(tmp_path, SOURCE + f'[database]\nurl = "{url}"\n')
    try:
        settings = load(path)
    except SettingsError as error:
        said = f"{error} {error!r}"
    else:
        said = (
            repr(settings) + str(settings.database) + settings.model_dump_json() + str(settings.model_dump())
        )
        assert "monitor:***@db.example.org:5433/monitor?sslmode=require" in said
    assert "hush" not in said


def test_a_password_file_is_relative_to_the_settings(tmp_path):
    (tmp_path / "secret").write_text("pässwörd\n", encoding="utf-8")
    settings = load(write(tmp_path, SOURCE + '[smtp]\nhost = "h"\npassword_file = "secret"\n'))
    assert settings.smtp is not None
    assert settings.smtp.secret() == "pässwörd"


FEED = '[[outputs]]\nname = "f"\nkind = "atom"\npath = "x.atom"\n'
HOOK = '[[outputs]]\nname = "h"\nkind = "webhook"\nurl = "https://example.org/h"\n'

WRONG = [
    ("[crawl]\ndelai = 3\n", ["settings.toml:2", "crawl.delai", "unknown key"]),
    ("[nonsense]\na = 1\n", ["settings.toml:1", "nonsense", "unknown key"]),
    (
        '[[sources]]\nname = "A"\nurl = "ftp://example.org"\n',
        ["settings.toml:3", "sources.1.url", "web address"],
    ),
    ('[[sources]]\nname = "A"\nurl = "example.org/feed"\n', ["sources.1.url", "https://"]),
    (SOURCE + '[[sources]]\nname = "B"\nurl = "nope"\n', ["settings.toml:6", "sources.2.url"]),
    ('[[sources]]\nurl = "https://example.org"\n', ["sources.1.name", "missing"]),
    (SOURCE + SOURCE, ["two are named 'A'"]),
    (SOURCE + 'kind = "atom"\n', ["sources.1.kind", "'feed', 'sitemap', 'section' or 'page'"]),
    (SOURCE + 'language = "fr"\n', ["sources.1.language", "de, en, ko, uk"]),
    (SOURCE + 'article_pattern = "("\n', ["article_pattern", "regular expression"]),
    ('[[editors]]\naddress = "nobody"\n', ["settings.toml:2", "editors.1.address", "no mail address"]),
    ('[[editors]]\naddress = "a@b.org, c@d.org"\n', ["editors.1.address", "no mail address"]),
    ('[[editors]]\naddress = "a@b_c.org"\n', ["settings.toml:2", "editors.1.address", "not a domain"]),
    (f'[[editors]]\naddress = "{"a" * 65}@b.org"\n', ["editors.1.address", "no mail address"]),
    (
        '[[editors]]\naddress = "a@b.org"\ntimezone = "Europe/Kiew"\n',
        ["settings.toml:3", "editors.1.timezone", "'Europe/Kiew' is no time zone", "Europe/Berlin"],
    ),
    ('[[editors]]\naddress = "a@b.org"\nat = "25:00"\n', ["editors.1.at"]),
    (
        '[[editors]]\naddress = "a@b.org"\nquiet = "22-6"\n',
        ["settings.toml:3", "editors.1.quiet", '"22:00-06:30"'],
    ),
    ('[[editors]]\naddress = "a@b.org"\nquiet = "22:00–06:30"\n', ["editors.1.quiet", '"22:00-06:30"']),
    ('[[editors]]\naddress = "a@b.org"\nquiet = "22:00-24:30"\n', ["editors.1.quiet", '"22:00-06:30"']),
    ('[[editors]]\naddress = "a@b.org"\nquiet = "07:00-07:00"\n', ["editors.1.quiet", "for ever"]),
    ('[[editors]]\naddress = "a@b.org"\nquite = "22:00-06:30"\n', ["editors.1.quite", "unknown key"]),
    (
        '[[editors]]\naddress = "a@b.org"\ndelivery = "daily"\nat = "03:00"\nquiet = "22:00-06:30"\n',
        ["settings.toml:1", "editors.1", "at '03:00' lies in the quiet hours '22:00-06:30'"],
    ),
    ('[[editors]]\naddress = "a@b.org"\nminimum_weight = "heavy"\n', ["minimum_weight", "'high'"]),
    (SOURCE + '[[editors]]\naddress = "a@b.org"\nsources = ["B"]\n', ["a@b.org", "'B'"]),
    ('[schedule]\nevery = "soon"\n', ["schedule.every", "15m"]),
    ('[schedule]\nevery = "0s"\n', ["schedule.every"]),
    ('[mail]\nsender = "x"\n', ["mail.sender", "name@example.org"]),
    ('[mail]\nsender = "a@b_c.example"\n', ["mail.sender", "not a domain"]),
    ('[mail]\nunsubscribe_url = "javascript:alert(1)"\n', ["settings.toml:2", "mail.unsubscribe_url"]),
    ('[mail]\nunsubscribe_url = "https://відписка.example/"\n', ["mail.unsubscribe_url", "punycode"]),
    ('[mail]\nunsubscribe_url = "https://a.example/{name}"\n', ["mail.unsubscribe_url", "{address}"]),
    ("[smtp]\nport = 25\n", ["smtp.host", "missing"]),
    ('[smtp]\nhost = "h"\npassword = "a"\npassword_file = "b"\n', ["smtp", "not both"]),
    ('[database]\nurl = "mysql://x"\n', ["database.url", "sqlite:///"]),
    ('[[sites]]\nhost = "a.org"\n', ["settings.toml:1", "sites.1", "valid_until"]),
    (
        '[database]\nurl = "postgresql://u:p@h/d"\n',
        ["settings.toml:2", "database.url", "postgresql+psycopg://"],
    ),
    ('[database]\nurl = "postgresql+psycopg://u:a@b@h/d"\n', ["database.url", "percent-encoded"]),
    ('[database]\nurl = "postgresql+psycopg://u:a/b@h/d"\n', ["database.url", "percent-encoded"]),
    ('[database]\nurl = "postgresql+psycopg://u@h"\n', ["database.url", "HOST:PORT/DATABASE"]),
    ('[database]\nurl = "postgresql+psycopg://u@h/d?password=x"\n', ["database.url", "before the @"]),
    ('[database]\nurl = "sqlite:///"\n', ["database.url", "names no file"]),
    ('[[sites]]\nhost = "a.org"\nvalid_until = 2027-01-01\nbody = "//["\n', ["sites.1", "no XPath"]),
    ('[[sites]]\nhost = "a.org"\nvalid_until = 2027-01-01\nbuddy = "//p"\n', ["sites.1", "'buddy'"]),
    (SOURCE + 'every = "0s"\n', ["sources.1.every", "longer than nothing"]),
    (SOURCE + 'every = "often"\n', ["sources.1.every", "no duration"]),
    (SOURCE + "[schedule]\nbudget = 0\n", ["schedule.budget", "greater than 0"]),
    (SOURCE + "[service]\nhealth_port = 70000\n", ["service.health_port", "less than 65536"]),
    (SOURCE + "[service]\nhealth_prot = 1\n", ["service.health_prot", "unknown key"]),
    (SOURCE + '[monitor]\noperator = "ops"\n', ["monitor.operator", "no mail address"]),
    ("[crawl\n", ["settings.toml", "line 1"]),
    (FEED + 'pth = "x"\n', ["settings.toml:5", "outputs.1.pth", "unknown key"]),
    (FEED + 'url = "https://example.org"\n', ["settings.toml:5", "outputs.1.url", "unknown key"]),
    (FEED + "entries = 0\n", ["settings.toml:5", "outputs.1.entries", "greater than or equal to 1"]),
    (FEED + 'minimum_weight = "heavy"\n', ["settings.toml:5", "outputs.1.minimum_weight", "'high'"]),
    (FEED + 'language = "fr"\n', ["settings.toml:5", "outputs.1.language", "de, en, ko, uk"]),
    (FEED + 'sources = ["B"]\n', ["outputs: f", "'B'"]),
    (FEED + FEED, ["two are named 'f'"]),
    (FEED + FEED.replace('"f"', '"g"'), ["outputs: g", "file of another output"]),
    ('[[outputs]]\nname = "f"\nkind = "rss"\n', ["outputs.1", "'atom', 'jsonl', 'webhook'"]),
    ('[[outputs]]\nname = "f"\npath = "x"\n', ["outputs.1", "'kind'"]),
    ('[[outputs]]\nname = "f"\nkind = "jsonl"\n', ["outputs.1.path", "missing"]),
    ('[[outputs]]\nname = "a@b.org"\nkind = "jsonl"\npath = "x"\n', ["settings.toml:2", "outputs.1.name"]),
    (HOOK, ["outputs.1", "secret_file, or secret_env"]),
    (HOOK + 'secret_file = "a"\nsecret_env = "MONITOR_X"\n', ["outputs.1", "secret_file, or secret_env"]),
    (HOOK + 'secret = "whsec_x"\n', ["outputs.1.secret", "unknown key"]),
    (HOOK + 'secret_env = "MONITOR_A__B"\n', ["settings.toml:5", "outputs.1.secret_env"]),
    (HOOK + 'secret_env = "SECRET"\n', ["settings.toml:5", "outputs.1.secret_env"]),
    (HOOK.replace("https", "http") + 'secret_env = "MONITOR_X"\n', ["outputs: h", "https", "allow_private"]),
    (HOOK.replace("//", "//me:pw@") + 'secret_env = "MONITOR_X"\n', ["outputs.1.url", "no place"]),
    (HOOK + 'secret_env = "MONITOR_X"\ntimeout = "2h"\n', ["outputs.1.timeout", "1m"]),
]


@pytest.mark.parametrize(
    ("text", "said"), WRONG, ids=[said[-1] + f" {n}" for n, (_, said) in enumerate(WRONG)]
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, text, said):
    with pytest.raises(SettingsError) as caught:
        load(write(tmp_path, text))
    for part in said:
        assert part in str(caught.value)


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        load(tmp_path / "nowhere.toml")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"settings\.toml.*--config"):
        load()
    with pytest.raises(SettingsError, match="is a folder"):
        load(tmp_path)


def test_a_variable_that_names_no_setting_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_CRAWL__DELAI", "3s")
    with pytest.raises(SettingsError, match="MONITOR_CRAWL__DELAI"):
        load(write(tmp_path, SOURCE))


def test_the_secret_of_a_webhook_comes_from_a_file_or_the_environment(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("whsec_file\n", encoding="utf-8")
    (by_file,) = load(write(tmp_path, HOOK + 'secret_file = "secret"\n')).outputs
    assert by_file.secret() == "whsec_file"
    (by_name,) = load(write(tmp_path, HOOK + 'secret_env = "MONITOR_HOOK_SECRET"\n')).outputs
    with pytest.raises(SettingsError, match="MONITOR_HOOK_SECRET"):
        by_name.secret()
    monkeypatch.setenv("MONITOR_HOOK_SECRET", "whsec_environment")
    assert load(tmp_path / "settings.toml").outputs[0].secret() == "whsec_environment"
    (tmp_path / "secret").unlink()
    with pytest.raises(SettingsError, match="secret_file"):
        by_file.secret()


def test_paths_of_outputs_are_relative_to_the_settings(tmp_path):
    (feed,) = load(write(tmp_path, FEED)).outputs
    assert feed.path == tmp_path / "x.atom"
