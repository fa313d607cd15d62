package dev.atom.core.db;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Brings the schema up to date with Liquibase. The caller holds the start-up lock. */
final class Migrations {
    private static final String CHANGELOG = "dev/atom/core/db/changelog.xml";

    private Migrations() {}

    static void run(Connection owner) throws SQLException {
        try {
            ClassLoaderResourceAccessor changelogs = new ClassLoaderResourceAccessor(Migrations.class.getClassLoader());
            try {
                Scope.child(quiet(changelogs), () -> update(owner, changelogs));
            } finally {
                changelogs.close();
            }
        } catch (SQLException | RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new AtomException(
                    ErrorCode.INTERNAL_ERROR,
                    "the database schema could not be brought up to date: " + failure.getMessage(),
                    failure);
        }
    }

    /** Liquibase prints to standard output and to java.util.logging unless told otherwise. */
    private static Map<String, Object> quiet(ClassLoaderResourceAccessor changelogs) {
        return Map.of(
                Scope.Attr.logService.name(),
                new LiquibaseLog(),
                Scope.Attr.ui.name(),
                new LoggerUIService(),
                Scope.Attr.resourceAccessor.name(),
                changelogs,
                "liquibase.analytics.enabled",
                false);
    }

    private static void update(Connection owner, ClassLoaderResourceAccessor changelogs) throws Exception {
        liquibase.database.Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(owner));
        // Not closed: that would close the connection, which belongs to the caller.
        Liquibase liquibase = new Liquibase(CHANGELOG, changelogs, database);
        liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
        // Whoever held Liquibase's lock is dead: the living hold the start-up lock, and that is ours.
        liquibase.forceReleaseLocks();
        liquibase.update(new Contexts(), new LabelExpression());
    }
}
