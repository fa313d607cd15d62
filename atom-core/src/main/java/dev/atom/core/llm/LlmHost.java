package dev.atom.core.llm;

import dev.atom.core.db.SystemDb;
import dev.atom.core.db.TenantDb;
import dev.atom.core.tenant.TenantService;
import dev.atom.core.vault.KeyVault;
import dev.atom.spi.http.HttpTransport;
import dev.atom.spi.llm.LlmProviderFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What {@link LlmService} is built on.
 *
 * @param db for reading usage rows and for tenant defaults
 * @param system for writing the usage rows of all tenants
 * @param vault where keys come from
 * @param tenants for a tenant's mode
 * @param transport to providers; stays the host's to close
 * @param factories the provider types at hand
 * @param clock for the times of usage rows
 * @param blocking runs work that waits for the database or a provider
 * @param meters where counts go
 */
public record LlmHost(
        TenantDb db,
        SystemDb system,
        KeyVault vault,
        TenantService tenants,
        HttpTransport transport,
        Iterable<LlmProviderFactory> factories,
        Clock clock,
        Executor blocking,
        MeterRegistry meters) {}
