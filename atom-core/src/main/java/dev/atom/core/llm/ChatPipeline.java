package dev.atom.core.llm;

import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.vault.KeyInfo;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.OpenedKey;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpCall.Header;
import dev.atom.spi.http.HttpTransport;
import dev.atom.spi.llm.OpenAiWire;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way a chat call is made: route, admit, open the key, send, meter. Asynchronous throughout; every failure reaches
 * the sink and nothing is thrown.
 */
final class ChatPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(ChatPipeline.class);
    private static final Header JSON = new Header("Content-Type", "application/json");

    private final LlmHost host;
    private final LlmSettings settings;
    private final Providers providers;
    private final UsageMeter meter;
    private final CallWatch watch;
    private final LongSupplier nanoTime;
    /** Looking a timer up in the registry costs more than recording in it. */
    private final Map<Ending, Timer> timers = new ConcurrentHashMap<>();

    /** What calls are timed by. */
    private record Ending(String provider, String outcome) {}

    ChatPipeline(
            LlmHost host,
            LlmSettings settings,
            Providers providers,
            UsageMeter meter,
            CallWatch watch,
            LongSupplier nanoTime) {
        this.host = host;
        this.settings = settings;
        this.providers = providers;
        this.meter = meter;
        this.watch = watch;
        this.nanoTime = nanoTime;
    }

    /** One request under way. */
    private record Request(
            ResolvedCaller caller,
            ChatBody body,
            Route route,
            KeySource source,
            ChatSink sink,
            Admission.Pass pass,
            long startedNanos) {}

    /** Whether {@link #run} may wait for another machine. */
    boolean mayBlock() {
        return settings.admission().mayBlock();
    }

    void run(Arrival arrival, Route route) {
        ResolvedCaller caller = arrival.caller();
        ChatBody body = arrival.body();
        String provider = route.provider().id();
        Admission.Pass pass = settings.admission()
                .admit(new Admission.Call(
                        caller, provider, route.model(), body.estimatedTokens(), arrival.spendsRequest()));
        KeySource source = KeySource.of(caller.tenant().aiMode());
        Request request = new Request(caller, body, route, source, arrival.sink(), pass, arrival.startedNanos());
        try {
            host.vault()
                    .open(source.holder(caller.caller()), new KeyName(provider), "chat " + route.model())
                    .whenComplete((key, failure) -> {
                        if (failure != null) {
                            failed(request, failure);
                        } else {
                            opened(request, key);
                        }
                    });
        } catch (RuntimeException refused) {
            end(pass::cancel);
            throw refused;
        }
    }

    private void opened(Request request, Optional<OpenedKey> key) {
        try {
            send(request, key.filter(ChatPipeline::isReal).orElseThrow(() -> missing(request)));
        } catch (RuntimeException refused) {
            failed(request, refused);
        }
    }

    private void failed(Request request, Throwable failure) {
        end(request.pass()::cancel);
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        request.sink()
                .fail(
                        cause instanceof AtomException known
                                ? known
                                : new AtomException(ErrorCode.INTERNAL_ERROR, "the call could not be made", cause));
    }

    private static boolean isReal(OpenedKey key) {
        if (Placeholders.isPlaceholder(key.secret())) {
            key.close();
            return false;
        }
        return true;
    }

    /** The BYOK law: no key of this source means no call, whatever other keys exist. */
    private static AtomException missing(Request request) {
        String provider = request.route().provider().id();
        String whose = request.source() instanceof KeySource.Tenant
                ? "tenant " + request.caller().tenant().slug() + " has no key for " + provider
                        + ": store one with PUT /api/v1/vault/keys/" + provider
                : "the platform has no key for " + provider + ": its administrator must store one";
        return new AtomException(ErrorCode.PROVIDER_KEY_MISSING, whose, null, Map.of("provider", provider));
    }

    private void send(Request request, OpenedKey key) {
        Route route = request.route();
        Receipt receipt = Receipt.of(route, request.source(), key.info());
        if (key.info().check() == KeyInfo.Check.INVALID) {
            key.close();
            throw CallFailures.refused(
                    receipt,
                    "refused this key before: store another under "
                            + route.provider().id() + " or verify it again");
        }
        ChatCall call = new ChatCall(new ChatCall.Parts(
                route,
                receipt,
                key.secret(),
                request.body(),
                request.sink(),
                settings.timeouts(),
                watch,
                end -> ended(request, receipt, end),
                request.startedNanos(),
                nanoTime));
        watch.add(call);
        request.sink().sending(call::leave);
        if (call.over()) {
            return;
        }
        try {
            HttpTransport transport = providers.get(route.provider().id()).transport();
            call.sent(transport.send(http(request, key), call));
        } catch (AtomException refused) {
            call.fail(refused);
        } catch (RuntimeException bug) {
            call.fail(new AtomException(ErrorCode.INTERNAL_ERROR, "the call could not be sent", bug));
        }
    }

    private HttpCall http(Request request, OpenedKey key) {
        OpenAiWire provider = request.route().provider();
        List<Header> headers = new ArrayList<>(provider.authorization(key.secret()));
        headers.add(JSON);
        return new HttpCall(
                "POST",
                provider.chatCompletions(),
                headers,
                request.body().forProvider(request.route().model()),
                settings.timeouts().firstByte());
    }

    private void ended(Request request, Receipt receipt, CallEnd end) {
        long nanos = nanoTime.getAsLong() - request.startedNanos();
        Caller caller = request.caller().caller();
        end(() -> request.pass().settle(end.usage().prompt() + end.usage().completion()));
        timers.computeIfAbsent(new Ending(receipt.provider(), end.outcome()), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
        meter.add(new UsageRecord(
                caller.tenant(),
                UUID.randomUUID(),
                host.clock().instant(),
                caller.actor().requestId(),
                caller.actor().id(),
                receipt.provider(),
                receipt.model(),
                receipt.source().origin(),
                receipt.version(),
                request.body().stream(),
                end.outcome(),
                end.usage().prompt(),
                end.usage().completion(),
                end.estimated(),
                TimeUnit.NANOSECONDS.toMillis(nanos)));
        if (end.condemnsKey()) {
            quarantineLater(request.source().holder(caller), receipt);
        }
    }

    private Timer timer(Ending ending) {
        return host.meters().timer("atom.llm.call", "provider", ending.provider(), "outcome", ending.outcome());
    }

    /** Ends what an admission gave, on a thread that may wait if ending may. */
    private void end(Runnable passing) {
        if (!mayBlock()) {
            passing.run();
            return;
        }
        try {
            host.blocking().execute(passing);
        } catch (RejectedExecutionException full) {
            LOG.atWarn().setCause(full).log("cannot give a call's limits back: they come back when their time is over");
        }
    }

    private void quarantineLater(Caller holder, Receipt receipt) {
        try {
            host.blocking().execute(() -> quarantine(holder, receipt));
        } catch (RejectedExecutionException full) {
            // The next call with this key is refused as this one was, and tries again.
            LOG.atWarn()
                    .setCause(full)
                    .log("cannot note that {} refused key version {}", receipt.provider(), receipt.version());
        }
    }

    private void quarantine(Caller holder, Receipt receipt) {
        try {
            host.vault().recordCheck(holder, new KeyName(receipt.provider()), receipt.version(), KeyInfo.Check.INVALID);
        } catch (AtomException away) {
            LOG.atWarn()
                    .setCause(away)
                    .log("cannot note that {} refused key version {}", receipt.provider(), receipt.version());
        }
    }
}
