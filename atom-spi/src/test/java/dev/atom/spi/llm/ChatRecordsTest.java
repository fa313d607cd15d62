package dev.atom.spi.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChatRecordsTest {
    @Test
    void keepsFieldsItDoesNotKnowInTheirOrderAndNulls() {
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        more.put("reasoning_content", "because");
        more.put("refusal", null);
        ChatMessage message = new ChatMessage("assistant", null, more);
        more.clear();
        assertThat(message.more()).containsOnlyKeys("reasoning_content", "refusal");
        assertThat(message.more().keySet()).containsExactly("reasoning_content", "refusal");
        assertThat(message.text()).isEmpty();
    }

    @Test
    void addsOptionsToACopy() {
        ChatRequest plain = ChatRequest.of("openai/gpt-4o", ChatMessage.system("be brief"), ChatMessage.user("hi"));
        ChatRequest warm = plain.with("temperature", 0.5).with("stop", null);
        assertThat(plain.options()).isEmpty();
        assertThat(warm.options()).containsEntry("temperature", 0.5).containsKey("stop");
        assertThat(warm.messages()).extracting(ChatMessage::role).containsExactly("system", "user");
    }

    @Test
    void readsTheFirstChoiceAsText() {
        ChatMessage said = new ChatMessage("assistant", "hello", new HashMap<>());
        assertThat(new ChatReply("1", "m", List.of(said), Optional.empty(), Map.of()).text())
                .isEqualTo("hello");
        assertThat(new ChatReply("1", "m", List.of(), Optional.empty(), Map.of()).text())
                .isEmpty();
    }

    @Test
    void countsNoNegativeTokens() {
        assertThat(new TokenUsage(0, 3).completion()).isEqualTo(3);
        assertThatThrownBy(() -> new TokenUsage(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenUsage(0, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
