/**
 * The database: the embedded and the external PostgreSQL, migrations, the start-up self-test, and the two ways in.
 * {@code TenantDb} runs work that sees one tenant's rows only; {@code SystemDb} is for platform jobs.
 * Raw Jdbi is not handed out.
 */
@NullMarked
package dev.atom.core.db;

import org.jspecify.annotations.NullMarked;
