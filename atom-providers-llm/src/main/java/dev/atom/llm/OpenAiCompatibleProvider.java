package dev.atom.llm;

import dev.atom.spi.AtomException;
import dev.atom.spi.AuthenticationException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpReply;
import dev.atom.spi.http.HttpTransport;
import dev.atom.spi.llm.KeyCheck;
import dev.atom.spi.llm.LlmModel;
import dev.atom.spi.llm.OpenAiWire;
import dev.atom.spi.llm.ProviderFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Any service of the OpenAI wire family; what is particular to it is in its {@link Vendor}. */
final class OpenAiCompatibleProvider implements OpenAiWire {
    private static final Duration FIRST_BYTE = Duration.ofSeconds(10);
    private static final int LONGEST_LIST = 4 * 1024 * 1024;

    private final String id;
    private final Vendor vendor;
    private final HttpTransport transport;

    OpenAiCompatibleProvider(String id, Vendor vendor, HttpTransport transport) {
        this.id = id;
        this.vendor = vendor;
        this.transport = transport;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<String> modelPrefixes() {
        return vendor.prefixes();
    }

    @Override
    public URI chatCompletions() {
        return vendor.chat();
    }

    @Override
    public List<HttpCall.Header> authorization(Secret key) {
        return List.of(new HttpCall.Header("Authorization", "Bearer " + key.use(this::headerText)));
    }

    @Override
    public Optional<ProviderFailure> failure(int status, byte[] body) {
        return vendor.failures().read(status, body);
    }

    @Override
    public KeyCheck verify(Secret key) {
        HttpReply reply;
        try {
            reply = listModels(key);
        } catch (AuthenticationException unusable) {
            return KeyCheck.invalid(unusable.getMessage());
        } catch (IOException unreachable) {
            String why = timedOut(unreachable) ? "did not answer in time" : "could not be reached";
            return KeyCheck.unknown(id + " " + why + ": try again later");
        }
        return failure(reply.status(), reply.body())
                .map(failure -> judge(failure, reply.status()))
                .orElseGet(() -> ModelList.read(reply.body(), id).isPresent()
                        ? KeyCheck.valid(id + " accepts the key")
                        : KeyCheck.unknown(id + " answered with something that is no model list: check base_url"));
    }

    @Override
    public List<LlmModel> models(Secret key) {
        HttpReply reply;
        try {
            reply = listModels(key);
        } catch (IOException unreachable) {
            ErrorCode code = timedOut(unreachable) ? ErrorCode.PROVIDER_TIMEOUT : ErrorCode.PROVIDER_ERROR;
            throw new AtomException(code, id + " did not give its list of models", unreachable);
        }
        Optional<ProviderFailure> failure = failure(reply.status(), reply.body());
        if (failure.isPresent()) {
            throw refused(failure.get(), reply.status());
        }
        return ModelList.read(reply.body(), id)
                .orElseThrow(() -> new AtomException(
                        ErrorCode.PROVIDER_ERROR, id + " answered with something that is no model list"));
    }

    private HttpReply listModels(Secret key) throws IOException {
        HttpCall call = HttpCall.get(vendor.models(), FIRST_BYTE).with("Accept", "application/json");
        for (HttpCall.Header header : authorization(key)) {
            call = call.with(header.name(), header.value());
        }
        return transport.fetch(call, LONGEST_LIST);
    }

    /** The endpoint is free and read-only: a key that may not list models may well chat. */
    private KeyCheck judge(ProviderFailure failure, int status) {
        String said = failure.code().isEmpty() ? "HTTP " + status : failure.code();
        return switch (failure.kind()) {
            case INVALID_KEY ->
                KeyCheck.invalid(id + " refused the key (" + said + "): check key, base URL and region");
            case KEY_REVOKED -> KeyCheck.invalid(id + " says the key was revoked (" + said + "): store a new one");
            case INSUFFICIENT_SCOPE ->
                KeyCheck.valid(id + " accepts the key, which is restricted: it may not list models (" + said + ")");
            case OUT_OF_CREDIT -> KeyCheck.unknown(id + " says the account has no credit left (" + said + ")");
            case WRONG_REGION, RATE_LIMITED, OVERLOADED, BAD_REQUEST, MODEL_NOT_FOUND, UNKNOWN ->
                KeyCheck.unknown(id + " gave no certain answer (" + said + "): try again later");
        };
    }

    private AtomException refused(ProviderFailure failure, int status) {
        String said = failure.code().isEmpty() ? "HTTP " + status : failure.code();
        return switch (failure.kind()) {
            case INVALID_KEY, INSUFFICIENT_SCOPE, KEY_REVOKED ->
                new AuthenticationException(id, id + " refused the key (" + said + "): store a valid one");
            case OUT_OF_CREDIT ->
                new AtomException(ErrorCode.PAYMENT_REQUIRED, id + " has no credit left (" + said + ")");
            case RATE_LIMITED -> new AtomException(ErrorCode.RATE_LIMITED, id + " limits the rate (" + said + ")");
            case OVERLOADED -> new AtomException(ErrorCode.UNAVAILABLE, id + " is overloaded (" + said + ")");
            case WRONG_REGION, BAD_REQUEST, MODEL_NOT_FOUND, UNKNOWN ->
                new AtomException(ErrorCode.PROVIDER_ERROR, id + " did not give its list of models (" + said + ")");
        };
    }

    /** The key as header text, if it is printable ASCII throughout; a line break would end the header. */
    private String headerText(byte[] key) {
        for (byte one : key) {
            if (one <= ' ' || one == 0x7f) {
                throw unusable();
            }
        }
        if (key.length == 0) {
            throw unusable();
        }
        return new String(key, StandardCharsets.US_ASCII);
    }

    private AuthenticationException unusable() {
        return new AuthenticationException(
                id,
                "the key for " + id + " is empty or has characters no key has (spaces, line breaks): store it again");
    }

    private static boolean timedOut(IOException failed) {
        return failed instanceof HttpTimeoutException || failed.getCause() instanceof HttpTimeoutException;
    }
}
