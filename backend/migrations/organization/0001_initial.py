from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.organization.rules.roles import OrgKind, Role, UserStatus
from backend.capabilities.organization.rules.signing_in import ClientKind
from backend.kit.actor import Scope
from backend.kit.clock import utc_now
from backend.kit.crypto import EncryptedField
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Org",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("no", fields.CharField(unique=True, description="机构号", max_length=20)),
                ("name", fields.CharField(description="机构名称", max_length=80)),
                ("short_name", fields.CharField(description="简称", max_length=20)),
                (
                    "kind",
                    fields.CharEnumField(description="类型", enum_type=OrgKind, max_length=16),
                ),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "organization.Org",
                        source_field="parent_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="children",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("path", fields.CharField(db_index=True, description="路径", max_length=120)),
                ("entity_code", fields.CharField(description="编号中的法人代码", max_length=6)),
                ("is_open", fields.BooleanField(default=True, description="是否营业")),
            ],
            options={
                "table": "org",
                "app": "organization",
                "pk_attr": "id",
                "table_description": "机构",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="ApiClient",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "client_id",
                    fields.CharField(unique=True, description="客户端标识", max_length=40),
                ),
                ("name", fields.CharField(description="名称", max_length=80)),
                ("secret_hash", fields.CharField(description="密钥摘要", max_length=200)),
                (
                    "permissions",
                    fields.JSONField(description="可用权限", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "org",
                    fields.ForeignKeyField(
                        "organization.Org",
                        source_field="org_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="api_clients",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("is_open", fields.BooleanField(default=True, description="是否启用")),
            ],
            options={
                "table": "api_client",
                "app": "organization",
                "pk_attr": "id",
                "table_description": "接口客户端",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("employee_no", fields.CharField(description="工号", max_length=20)),
                ("login_name", fields.CharField(unique=True, description="登录名", max_length=40)),
                ("name", fields.CharField(description="姓名", max_length=40)),
                ("phone", EncryptedField(null=True, description="手机号(加密)", unique=False)),
                (
                    "password_hash",
                    fields.CharField(description="口令摘要(argon2id)", max_length=200),
                ),
                ("must_change_password", fields.BooleanField(default=True, description="须改口令")),
                (
                    "status",
                    fields.CharEnumField(
                        default=UserStatus.ACTIVE,
                        description="状态",
                        enum_type=UserStatus,
                        max_length=12,
                    ),
                ),
                ("failures", fields.IntField(default=0, description="连续登录失败次数")),
                (
                    "closed_until",
                    fields.DatetimeField(
                        null=True, description="登录关闭至", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "org",
                    fields.ForeignKeyField(
                        "organization.Org",
                        source_field="org_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="users",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "staff",
                "app": "organization",
                "unique_together": (("legal_entity_id", "employee_no"),),
                "pk_attr": "id",
                "table_description": "人员",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="AuthorityLimit",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "org",
                    fields.ForeignKeyField(
                        "organization.Org",
                        source_field="org_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="authority_limits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        null=True, description="角色", enum_type=Role, max_length=32
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "organization.User",
                        source_field="user_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="authority_limits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "product_category",
                    fields.CharField(default="", description="产品大类", max_length=8),
                ),
                (
                    "guarantee_mode",
                    fields.CharField(default="", description="担保方式", max_length=32),
                ),
                ("risk_grade", fields.CharField(default="", description="风险等级", max_length=2)),
                ("max_single_fen", fields.BigIntField(description="单笔上限(分)")),
                ("max_customer_total_fen", fields.BigIntField(description="单户合计上限(分)")),
                ("valid_from", fields.DateField(description="生效日期")),
                ("valid_to", fields.DateField(description="失效日期")),
            ],
            options={
                "table": "authority_limit",
                "app": "organization",
                "pk_attr": "id",
                "table_description": "审批授权",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="RoleGrant",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "user",
                    fields.ForeignKeyField(
                        "organization.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "org",
                    fields.ForeignKeyField(
                        "organization.Org",
                        source_field="org_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("role", fields.CharEnumField(description="角色", enum_type=Role, max_length=32)),
                ("scope", fields.CharEnumField(description="范围", enum_type=Scope, max_length=16)),
                ("valid_from", fields.DateField(description="生效日期")),
                ("valid_to", fields.DateField(description="失效日期")),
            ],
            options={
                "table": "role_grant",
                "app": "organization",
                "pk_attr": "id",
                "table_description": "角色授予",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "user",
                    fields.ForeignKeyField(
                        "organization.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "client",
                    fields.CharEnumField(description="终端", enum_type=ClientKind, max_length=12),
                ),
                (
                    "refresh_hash",
                    fields.CharField(unique=True, description="刷新令牌摘要", max_length=64),
                ),
                (
                    "used_hash",
                    fields.CharField(
                        null=True, db_index=True, description="上一刷新令牌摘要", max_length=64
                    ),
                ),
                (
                    "expires_at",
                    fields.DatetimeField(
                        description="最长有效至", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "seen_at",
                    fields.DatetimeField(
                        description="最近使用", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "revoked_at",
                    fields.DatetimeField(
                        null=True, description="注销时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("ip", fields.CharField(description="IP", max_length=45)),
                ("device", fields.CharField(description="终端描述", max_length=120)),
            ],
            options={
                "table": "session",
                "app": "organization",
                "pk_attr": "id",
                "table_description": "会话",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="SignInChallenge",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "user",
                    fields.ForeignKeyField(
                        "organization.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="challenges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(description="种类", max_length=20)),
                (
                    "client",
                    fields.CharEnumField(description="终端", enum_type=ClientKind, max_length=12),
                ),
                (
                    "expires_at",
                    fields.DatetimeField(description="有效至", auto_now=False, auto_now_add=False),
                ),
                (
                    "used_at",
                    fields.DatetimeField(
                        null=True, description="使用时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "sign_in_challenge",
                "app": "organization",
                "pk_attr": "id",
                "table_description": "登录验证",
            },
            bases=["LegalEntityRow"],
        ),
    ]
