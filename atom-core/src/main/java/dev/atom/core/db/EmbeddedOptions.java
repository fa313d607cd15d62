package dev.atom.core.db;

import java.nio.file.Path;

/**
 * How an embedded server runs.
 *
 * @param directory its data, passwords and log
 * @param programs where PostgreSQL's programs are unpacked; may be shared by several servers of one user
 * @param durable whether commits wait for the disk; false is for tests alone
 */
record EmbeddedOptions(Path directory, Path programs, boolean durable) {}
