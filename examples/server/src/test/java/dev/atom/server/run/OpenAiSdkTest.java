package dev.atom.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import dev.atom.server.upstream.Script;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The official OpenAI SDK, unchanged: it knows a base URL and an ATOM key. */
@Timeout(120)
class OpenAiSdkTest {
    private static final String PROVIDER_KEY = "sk-live-0123456789abcdef0123";

    private final List<OpenAIClient> clients = new ArrayList<>();
    private final TestServer atom = TestServer.start();
    private final OpenAIClient client = client(atom.tenant("acme"));

    @BeforeEach
    void storeTheTenantsKey() {
        atom.upstream().accept(PROVIDER_KEY);
        atom.store("acme", PROVIDER_KEY);
    }

    @AfterEach
    void close() {
        clients.forEach(OpenAIClient::close);
        atom.close();
    }

    @Test
    void chats() {
        ChatCompletion completion = client.chat().completions().create(ask("openai/gpt-4o-mini", "Hello"));

        assertThat(completion.choices())
                .singleElement()
                .satisfies(choice -> assertThat(choice.message().content()).contains("You said: Hello"));
        assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(4);
    }

    @Test
    void chatsWithABareModelName() {
        assertThat(client.chat()
                        .completions()
                        .create(ask("gpt-4o-mini", "Hello"))
                        .model())
                .isEqualTo("gpt-4o-mini");
    }

    @Test
    void streamsAndGetsTheFirstPieceWhileTheProviderIsStillBusy() {
        atom.upstream().play(Script.endAfter(2, Script.Ending.STALL));

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask("openai/gpt-4o-mini", "Hello"))) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            assertThat(text(chunks.next())).isEqualTo("You ");
            assertThat(text(chunks.next())).isEqualTo("said: ");
        }
    }

    @Test
    void streamsToTheEndWithUsage() {
        ChatCompletionCreateParams params = ask("openai/gpt-4o-mini", "one two three").toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        List<ChatCompletionChunk> chunks;

        try (StreamResponse<ChatCompletionChunk> stream =
                        client.chat().completions().createStreaming(params);
                Stream<ChatCompletionChunk> all = stream.stream()) {
            chunks = all.toList();
        }

        assertThat(chunks.stream().map(OpenAiSdkTest::text))
                .containsSequence("You ", "said: ", "one ", "two ", "three");
        assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().completionTokens())
                .isEqualTo(5);
    }

    @Test
    void listsModels() {
        List<Model> models = client.models().list().data();

        assertThat(models).extracting(Model::id).contains("openai/gpt-4o-mini");
    }

    @Test
    void raisesItsOwnUnauthorizedExceptionWhenTheProviderRefusesTheKey() {
        atom.upstream().refuse(PROVIDER_KEY);

        assertThatThrownBy(() -> client.chat().completions().create(ask("openai/gpt-4o-mini", "Hello")))
                .isInstanceOf(UnauthorizedException.class)
                .hasMessageContaining("openai")
                .hasMessageNotContaining(PROVIDER_KEY)
                .hasMessageNotContaining("cdef");
    }

    @Test
    void raisesItsOwnUnauthorizedExceptionForAnUnknownAtomKey() {
        OpenAIClient stranger = client("atom_dk_00000000-0000-4000-8000-000000000000");

        assertThatThrownBy(() -> stranger.chat().completions().create(ask("openai/gpt-4o-mini", "Hello")))
                .isInstanceOf(UnauthorizedException.class);
        assertThat(atom.upstream().requests()).isEmpty();
    }

    @Test
    void tellsThatATenantHasNoKeyAndAsksNobody() {
        OpenAIClient globex = client(atom.tenant("globex"));

        assertThatThrownBy(() -> globex.chat().completions().create(ask("openai/gpt-4o-mini", "Hello")))
                .isInstanceOfSatisfying(OpenAIServiceException.class, failure -> assertThat(failure.statusCode())
                        .isEqualTo(424));
        assertThat(atom.upstream().requests()).isEmpty();
    }

    private OpenAIClient client(String apiKey) {
        OpenAIClient made = OpenAIOkHttpClient.builder()
                .baseUrl(atom.server().url() + "/v1")
                .apiKey(apiKey)
                .maxRetries(0)
                .build();
        clients.add(made);
        return made;
    }

    private static ChatCompletionCreateParams ask(String model, String text) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage(text)
                .build();
    }

    private static String text(ChatCompletionChunk chunk) {
        return chunk.choices().stream()
                .flatMap(choice -> choice.delta().content().stream())
                .findFirst()
                .orElse("");
    }
}
