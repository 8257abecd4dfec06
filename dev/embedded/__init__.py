"""PostgreSQL, Valkey and S3 from wheels: a whole system without a single installed server."""
