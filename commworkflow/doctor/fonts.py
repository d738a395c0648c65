"""The typefaces: one small pdf is made, as the night would make it."""

from commworkflow.doctor.examined import Examined
from commworkflow.documents.pdf import render_pdf
from commworkflow.documents.typefaces import FONTS
from commworkflow.rules.blocks import Paragraph, Run, Section
from commworkflow.rules.diagnoses import Diagnosis, diagnosis
from commworkflow.rules.notice import Imprint, Mark
from commworkflow.rules.worlds import World

_TRIAL = Imprint(
    world=World.EXERCISE,
    language="fr",
    establishment="commworkflow",
    letterhead=(),
    title="Essai",
    number="",
    version="",
    reading_class="C0",
    mark=Mark.DRAFT,
    moment="2026-01-01T00:00:00+00:00",
    dated="",
    signer="",
    seal="",
    text_digest="",
)
_WORDS = (Section("", "", (Paragraph((Run("Voix ambiguë d’un cœur qui, au zéphyr, préfère les jattes de kiwis."),)),)),)


def look(examined: Examined) -> Diagnosis:
    """Make a pdf in memory with the built typefaces."""
    faces = len(list(FONTS.glob("*.ttf")))
    if not faces:
        return diagnosis("fonts_missing")
    # Whatever the typesetter says of the machine it runs on, the answer is the same: no pdf.
    try:
        pdf = render_pdf(_WORDS, _TRIAL)
    except Exception as error:
        return diagnosis("pdf_failed", reason=type(error).__name__)
    return diagnosis("pdf_made", faces=faces) if pdf.startswith(b"%PDF-") else diagnosis("pdf_failed", reason="no pdf")
