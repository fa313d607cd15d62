package dev.atom.spi.llm;

import dev.atom.spi.Secret;
import dev.atom.spi.http.HttpCall;
import java.net.URI;
import java.util.List;

/**
 * A provider whose chat-completions wire format is OpenAI's. The host relays request and reply bytes as they are; it changes
 * only the {@code model} value (the route prefix is removed) and asks for usage on streams.
 *
 * <p>Format: <a href="https://platform.openai.com/docs/api-reference/chat">OpenAI API reference, chat</a>.
 */
public interface OpenAiWire extends LlmProvider {
    /** Where chat completions are posted; its host is one of {@link LlmProviderFactory#hosts}. */
    URI chatCompletions();

    /**
     * The headers that carry the key. Keys travel in headers only, never in the URI.
     *
     * @throws dev.atom.spi.AuthenticationException when the key has characters that no header can carry, such as a line break
     */
    List<HttpCall.Header> authorization(Secret key);
}
