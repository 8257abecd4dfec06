"""The net under the code: what the database itself refuses, laid anew after every migration.

Every table with a legal entity gets forced row level security, every
append-only table a trigger, and the application role owns nothing. The SQL is
derived from the catalogue, so that a new table cannot be forgotten.
"""

from collections.abc import Iterable
from typing import Any

_FUNCTIONS = """
create or replace function lingli_reads(entity uuid) returns boolean language sql stable as $$
  select current_setting('app.reads', true) = 'all'
      or entity::text = any(string_to_array(current_setting('app.reads', true), ','))
$$;
create or replace function lingli_writes(entity uuid) returns boolean language sql stable as $$
  select current_setting('app.writes', true) in ('all', entity::text)
$$;
create or replace function lingli_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '23514';
end $$;
"""

_SCOPED_TABLES = """
select c.relname as name from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
join pg_attribute a on a.attrelid = c.oid and a.attname = 'legal_entity_id' and not a.attisdropped
where c.relkind = 'r' order by 1
"""


def _policies(table: str) -> str:
    return f"""
alter table "{table}" enable row level security;
alter table "{table}" force row level security;
drop policy if exists legal_entity_reads on "{table}";
drop policy if exists legal_entity_inserts on "{table}";
drop policy if exists legal_entity_updates on "{table}";
drop policy if exists legal_entity_deletes on "{table}";
create policy legal_entity_reads on "{table}" for select using (lingli_reads(legal_entity_id));
create policy legal_entity_inserts on "{table}" for insert
  with check (lingli_writes(legal_entity_id));
create policy legal_entity_updates on "{table}" for update
  using (lingli_writes(legal_entity_id)) with check (lingli_writes(legal_entity_id));
create policy legal_entity_deletes on "{table}" for delete using (lingli_writes(legal_entity_id));
"""


def _append_only(table: str, role: str) -> str:
    return f"""
drop trigger if exists append_only on "{table}";
create trigger append_only before update or delete on "{table}"
  for each row execute function lingli_append_only();
drop trigger if exists append_only_truncate on "{table}";
create trigger append_only_truncate before truncate on "{table}"
  for each statement execute function lingli_append_only();
revoke update, delete, truncate on "{table}" from "{role}";
"""


def _grants(role: str) -> str:
    return f"""
grant usage on schema public to "{role}";
grant select, insert, update, delete on all tables in schema public to "{role}";
grant usage, select on all sequences in schema public to "{role}";
"""


async def lay_net(
    connection: Any, app_role: str, append_only: Iterable[str], guards: Iterable[str]
) -> None:
    """Lay the net; safe to repeat. ``guards`` are idempotent statements of the capabilities."""
    async with connection.transaction():
        await connection.execute(_FUNCTIONS)
        await connection.execute(_grants(app_role))
        for row in await connection.fetch(_SCOPED_TABLES):
            await connection.execute(_policies(row["name"]))
        for table in append_only:
            await connection.execute(_append_only(table, app_role))
        for guard in guards:
            await connection.execute(guard)
