"""Tables of privacy."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.privacy.rules import ConsentChannel, ConsentKind
from backend.kit.models import LegalEntityRow


class Consent(LegalEntityRow):
    """What a person agreed to, on which text, and when he went back on it (个人信息同意)."""

    # Privacy stands below customer: the file is named, not joined.
    customer_id = fields.UUIDField(db_index=True, description="客户")
    subject_hash = fields.CharField(max_length=64, description="证件号盲索引")
    kind: fields.Field[ConsentKind] = fields.CharEnumField(
        ConsentKind, max_length=24, description="同意事项"
    )
    text_version = fields.CharField(max_length=40, description="告知文本的版本")
    channel: fields.Field[ConsentChannel] = fields.CharEnumField(
        ConsentChannel, max_length=8, description="取得方式"
    )
    at = fields.DatetimeField(description="同意时间")
    evidence_file_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="佐证文件"
    )
    withdrawn_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="撤回时间"
    )
    withdrawn_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="撤回经办人")

    class Meta:
        table = "consent"
        table_description = "个人信息同意"
        constraints = (
            UniqueConstraint(
                fields=("legal_entity_id", "customer_id", "kind"),
                name="one_consent_in_force",
                condition="withdrawn_at is null",
            ),
            CheckConstraint(
                check="(withdrawn_at is null) = (withdrawn_by is null)",
                name="withdrawal_has_its_hand",
            ),
        )


# A consent is evidence: only its withdrawal may be written, once, and nothing removed.
GUARDS = (
    """
create or replace function lingli_consent_grows() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'consent is append-only' using errcode = '23514';
  end if;
  if old.withdrawn_at is not null
     or (new.customer_id, new.subject_hash, new.kind, new.text_version, new.channel, new.at,
         new.evidence_file_id, new.legal_entity_id)
        is distinct from
        (old.customer_id, old.subject_hash, old.kind, old.text_version, old.channel, old.at,
         old.evidence_file_id, old.legal_entity_id) then
    raise exception 'a consent is only ever withdrawn' using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists consent_grows on consent;
create trigger consent_grows before update or delete on consent
  for each row execute function lingli_consent_grows();
""",
)
