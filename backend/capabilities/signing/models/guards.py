"""What the database itself refuses."""

GUARDS = (
    # INV-44, INV-45: what was sent stays what it is; what is signed is never changed or deleted.
    """
create or replace function signing_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception '% is never deleted', tg_table_name using errcode = '23514';
  end if;
  if tg_table_name = 'signing_document' then
    if new.document_id <> old.document_id or new.task_id <> old.task_id
       or new.frozen_sha256 <> old.frozen_sha256 or new.position <> old.position then
      raise exception 'a document that was sent is frozen' using errcode = '23514';
    end if;
    if new.revision < old.revision or (new.revision = old.revision and new.sha256 <> old.sha256)
       or old.is_sealed then
      raise exception 'a revision is never replaced' using errcode = '23514';
    end if;
  elsif tg_table_name = 'signing_signer' then
    if new.document_set_sha256 <> old.document_set_sha256 or new.task_id <> old.task_id
       or new.key <> old.key or new.id_no_hash <> old.id_no_hash then
      raise exception 'who signs what is frozen' using errcode = '23514';
    end if;
    if old.status = 'SIGNED' and new.status <> 'SIGNED' then
      raise exception 'a signature is never taken back' using errcode = '23514';
    end if;
  elsif tg_table_name = 'signing_sms_code' then
    if old.consumed_at is not null or new.code_hash <> old.code_hash
       or new.context_sha256 <> old.context_sha256 or new.tries < old.tries then
      raise exception 'a code is used once' using errcode = '23514';
    end if;
  elsif tg_table_name = 'signing_face_attempt' then
    if old.used_at is not null and old.outcome <> '' then
      raise exception 'a challenge is used once' using errcode = '23514';
    end if;
  elsif tg_table_name = 'signing_task' then
    if new.document_set_sha256 <> old.document_set_sha256
       or new.disclosure_sha256 <> old.disclosure_sha256 then
      raise exception 'what is to be signed is frozen' using errcode = '23514';
    end if;
    if old.status in ('SEALED', 'DECLINED', 'EXPIRED', 'VOIDED') and new.status <> old.status then
      raise exception 'a signing that has ended stays so' using errcode = '23514';
    end if;
  end if;
  return new;
end $$;
""",
    *(
        f"drop trigger if exists {table}_stays on {table};"
        f" create trigger {table}_stays before update or delete on {table}"
        " for each row execute function signing_stays();"
        for table in (
            "signing_task",
            "signing_document",
            "signing_signer",
            "signing_sms_code",
            "signing_face_attempt",
        )
    ),
)
