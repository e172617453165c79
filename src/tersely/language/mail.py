"""The fields at the head of an e-mail, in the languages of the mail programs that write them."""

from __future__ import annotations

# Each is one whatever stands around it.
MAIL_FIELDS = (
    r"From|To|B?[Cc]c|Date|Sent|Subject|Reply-To|Von|An|Gesendet|Betreff|Datum|De|À|Envoyé|Objet"
    r"|Para|Enviado|Fecha|Asunto|Oggetto|Inviato|Aan|Onderwerp|Verzonden"
)
# These are names and words too ("Q: ... A: ..."): fields only beside others.
MAIL_FIELDS_AMONG_OTHERS = rf"{MAIL_FIELDS}|A|Da|Data|Van"
# Of the field that names who writes.
MAIL_SENDER = r"From|Von|De|Da|Van"
