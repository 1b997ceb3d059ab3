"""Every article and every term of the library can be looked up, and its answer passes review as it stands."""

from __future__ import annotations

import pytest

from agent import Assistant
from common.language import Language
from tests.agent.conftest import NOW


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_article_is_told_when_it_is_named(assistant: Assistant, language: Language) -> None:
    library, refused = assistant.library, []
    session = assistant.open("s1", language=language)
    for instrument in sorted(set(library.instrument_names().values())):
        title = library.instrument_title(instrument, language)
        for number in range(1, 80):
            if not library.exists(f"{instrument}#{number}"):
                continue
            asked = f"{title}第{number}条" if language == "zh" else f"article {number} of the {title}"
            reply = assistant.send(session, asked)
            told = f"{instrument}#{number}" in {citation.id for citation in reply.citations}
            if not told or reply.verdict.decision != "allow":
                refused.append((asked, [finding.rule for finding in reply.verdict.findings]))

    assert refused == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_term_is_explained(assistant: Assistant, language: Language) -> None:
    library, refused = assistant.library, []
    session = assistant.open("s1", language=language)
    for citation_id in sorted(set(library.term_names().values())):
        term = library.get(citation_id, language=language, as_of=NOW.date())
        assert term is not None
        asked = f"什么是{term.title}" if language == "zh" else f"what is {term.title}"
        reply = assistant.send(session, asked)
        if (
            citation_id not in {citation.id for citation in reply.citations}
            or reply.verdict.decision != "allow"
        ):
            refused.append((asked, reply.intent, [finding.rule for finding in reply.verdict.findings]))

    assert refused == []
