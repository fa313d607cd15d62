package dev.atom.core.db;

/**
 * A PostgreSQL server that accepts connections.
 *
 * @param processId the postmaster's
 * @param port on the loopback interface
 * @param watch stops it when this process dies
 */
record RunningServer(long processId, int port, PostmasterWatch watch) {}
