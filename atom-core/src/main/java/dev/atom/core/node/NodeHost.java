package dev.atom.core.node;

import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.Database;
import dev.atom.spi.node.NodeProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What {@link NodeService} is built on.
 *
 * @param database where claims are
 * @param audit where changes go on record
 * @param providers those of the settings, opened; stay the host's to close; copied
 * @param clock for what is dated outside the database
 * @param blocking runs calls to providers
 * @param meters where numbers go
 */
public record NodeHost(
        Database database,
        AuditLog audit,
        List<NodeProvider> providers,
        Clock clock,
        Executor blocking,
        MeterRegistry meters) {
    /** Copies the providers. */
    public NodeHost {
        providers = List.copyOf(providers);
    }
}
