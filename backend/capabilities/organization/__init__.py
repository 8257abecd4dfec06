r"""Organization (机构人员权限): the union, county banks, branches, staff, grants, sessions.

    User:     INVITED -> ACTIVE <-> LOCKED -> DISABLED
    Session:  open until it ends, is revoked, or a used refresh token comes back

A grant is a role at an organization with a scope and dates; what a person may do
and see is the union of his grants of today.

Never true: a person grants himself a role; a system administrator holds a
business role; a disabled person's session still works.
"""
