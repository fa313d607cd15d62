package dev.atom.spi.llm;

import dev.atom.spi.Secret;
import java.util.List;
import java.util.Optional;

/**
 * One configured LLM provider. It holds no key: each call brings the key of the tenant it is made for. Thread-safe.
 *
 * <p>A provider also implements the interface of the wire it speaks; the host knows {@link OpenAiWire}.
 */
public interface LlmProvider {
    /** The id given at creation; also the name of the vault entry that holds a tenant's key for it. */
    String id();

    /** Beginnings of model names that are this provider's when a caller gives no {@code provider/} prefix; may be empty. */
    List<String> modelPrefixes();

    /**
     * Asks the provider, through an endpoint that costs nothing, whether it accepts the key. Blocks. Never throws for a
     * provider's answer or a network fault: what is not certain is {@link KeyCheck.Status#UNKNOWN}.
     */
    KeyCheck verify(Secret key);

    /**
     * The models the key may use. Blocks.
     *
     * @throws dev.atom.spi.AuthenticationException when the provider refuses the key
     * @throws dev.atom.spi.AtomException for any other failure
     */
    List<LlmModel> models(Secret key);

    /**
     * Reads a complete reply, or the JSON of one stream event, and says whether it is a failure and which. Some providers
     * report failures with status 200, so it is asked for every reply; it must be quick for a success. The content type is
     * not to be trusted. Never throws.
     *
     * @param status the HTTP status
     * @param body the reply's bytes or the event's data, at most 64 KiB of it
     */
    Optional<ProviderFailure> failure(int status, byte[] body);
}
