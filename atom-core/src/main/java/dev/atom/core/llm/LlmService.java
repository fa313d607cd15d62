package dev.atom.core.llm;

import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Page;
import dev.atom.core.db.PageCursor;
import dev.atom.core.db.PageRequest;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.llm.ChatReply;
import dev.atom.spi.llm.ChatRequest;
import dev.atom.spi.llm.LlmModel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Calls to LLM providers. Guarantees: a {@code byok} tenant's call is made with its own key or not at all, decided before any
 * socket opens; a {@code managed} tenant's with the platform's; a refusal of the key is always raised as
 * {@link dev.atom.spi.AuthenticationException} and never retried; every call that reached a provider leaves a usage row.
 *
 * <p>Thread-safe. No environment variable or system property is read for a key.
 */
public final class LlmService implements AutoCloseable {
    private final LlmHost host;
    private final Providers providers;
    private final ProviderChecks checks;
    private final ProviderKeys keys;
    private final TenantDefaults defaults;
    private final UsageMeter meter;
    private final CallWatch watch;
    private final ChatPipeline pipeline;
    private final LongSupplier nanoTime;

    private LlmService(LlmHost host, LlmSettings settings, AuditLog audit) {
        this.host = host;
        this.nanoTime = System::nanoTime;
        this.providers = new Providers(settings, host.factories(), host.transport(), host.clock());
        this.checks = new ProviderChecks(host, providers);
        this.keys = new ProviderKeys(host.vault(), providers, checks);
        this.defaults = new TenantDefaults(host.db(), audit);
        this.meter = new UsageMeter(host.system());
        this.watch = new CallWatch(nanoTime);
        this.pipeline = new ChatPipeline(host, settings, providers, meter, watch, nanoTime);
    }

    /**
     * Activates the configured providers; opens no connection.
     *
     * @throws AtomException VALIDATION_ERROR when a provider is unknown or its settings are wrong
     */
    public static LlmService open(LlmHost host, LlmSettings settings, AuditLog audit) {
        return new LlmService(host, settings, audit);
    }

    /**
     * Asks for a completion and waits for it. Blocks; an interrupt ends the waiting and the call.
     *
     * @throws AtomException PROVIDER_KEY_MISSING, PROVIDER_AUTHENTICATION_FAILED, RATE_LIMITED, PROVIDER_ERROR and others
     */
    public ChatReply chat(Caller caller, ChatRequest request) {
        CollectingSink sink = new CollectingSink();
        relay(resolved(caller), ChatJson.request(request, false), sink, true);
        return ChatJson.reply(sink.await());
    }

    /**
     * Asks for a completion and passes its text on, piece by piece, on the calling thread. Blocks until the end; whatever the
     * reader throws ends the call and is thrown on.
     *
     * @throws AtomException as {@link #chat}; after the first piece too, when the stream breaks off
     */
    public void stream(Caller caller, ChatRequest request, Consumer<String> reader) {
        EventQueue sink = new EventQueue();
        relay(resolved(caller), ChatJson.request(request, true), sink, true);
        sink.drain(reader);
    }

    /**
     * Relays a request in OpenAI's wire format, streamed or not as its body says. Returns at once; everything, failures
     * included, goes to the sink. For front doors, which have counted the request: it spends tokens and a place among the
     * tenant's calls, but no request of the plan, as {@link #chat} and {@link #stream} do.
     *
     * @param body the request's bytes; not changed, must not be changed
     */
    public void relay(ResolvedCaller caller, byte[] body, ChatSink sink) {
        relay(caller, body, sink, false);
    }

    private void relay(ResolvedCaller caller, byte[] body, ChatSink sink, boolean spendsRequest) {
        long started = nanoTime.getAsLong();
        try {
            ChatBody parsed = ChatBody.parse(body);
            Arrival arrival = new Arrival(caller, parsed, sink, spendsRequest, started);
            if (providers.needsDefault(parsed.model()) || pipeline.mayBlock()) {
                host.blocking().execute(() -> relayBlocking(arrival));
                return;
            }
            pipeline.run(arrival, providers.route(parsed.model(), Optional.empty()));
        } catch (AtomException refused) {
            sink.fail(refused);
        } catch (RejectedExecutionException full) {
            sink.fail(new AtomException(
                    ErrorCode.UNAVAILABLE, "too much work waits, or the host stops: try again", full));
        } catch (RuntimeException bug) {
            sink.fail(new AtomException(ErrorCode.INTERNAL_ERROR, "the call could not be made", bug));
        }
    }

    private void relayBlocking(Arrival arrival) {
        try {
            String model = arrival.body().model();
            Optional<String> chosen = providers.needsDefault(model)
                    ? defaults.find(arrival.caller().caller())
                    : Optional.empty();
            pipeline.run(arrival, providers.route(model, chosen));
        } catch (AtomException refused) {
            arrival.sink().fail(refused);
        } catch (RuntimeException bug) {
            arrival.sink().fail(new AtomException(ErrorCode.INTERNAL_ERROR, "the call could not be made", bug));
        }
    }

    /** The ids of the active providers, in configured order. */
    public List<String> providers() {
        return providers.all().stream().map(active -> active.provider().id()).toList();
    }

    /**
     * Asks a provider, without cost, whether it accepts the key this caller's calls would use. Blocks.
     *
     * @throws AtomException NOT_FOUND when no such provider is active
     */
    public Preflight preflight(Caller caller, String provider) {
        return checks.preflight(caller, source(caller), provider);
    }

    /**
     * The models the caller may name, as {@code provider/name}, over every active provider it has a key for. Blocks.
     * A provider that fails is left out; when all fail the first failure is thrown.
     */
    public List<LlmModel> models(Caller caller) {
        return checks.models(caller, source(caller));
    }

    /** The tenant's choice for model names that say nothing about a provider. Blocks. */
    public Optional<String> defaultProvider(Caller caller) {
        return defaults.find(caller);
    }

    /**
     * Sets or clears the tenant's choice. Blocks.
     *
     * @throws AtomException NOT_FOUND when no such provider is active
     */
    public void setDefaultProvider(Caller caller, Optional<String> provider) {
        provider.ifPresent(providers::get);
        defaults.set(caller, provider);
    }

    /** The tenant's calls, newest first. Blocks. */
    public Page<UsageRecord> usage(Caller caller, PageRequest page) {
        meter.flush();
        List<UsageRecord> rows =
                host.db().in(caller.tenant(), handle -> new UsageStore().list(handle, caller.tenant(), page));
        return Page.of(rows, page, row -> new PageCursor(row.at(), row.id()));
    }

    /** Storing and checking keys that belong to providers. */
    public ProviderKeys keys() {
        return keys;
    }

    private KeySource source(Caller caller) {
        return KeySource.of(host.tenants().get(caller.tenant()).aiMode());
    }

    private ResolvedCaller resolved(Caller caller) {
        Tenant tenant = host.tenants().get(caller.tenant());
        return new ResolvedCaller(caller, tenant, Set.of());
    }

    /** Ends running calls, writes waiting usage rows, ends the threads. */
    @Override
    public void close() {
        watch.close();
        meter.close();
    }
}
