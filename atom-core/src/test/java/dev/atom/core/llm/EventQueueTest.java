package dev.atom.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private final EventQueue queue = new EventQueue();
    private final List<@Nullable Throwable> answers = new ArrayList<>();

    @Test
    void tellsTheCallThatItsReaderWasInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> queue.drain(text -> {})).isInstanceOf(AtomException.class);
        assertThat(Thread.interrupted()).isTrue();

        queue.write(ByteBuffer.allocate(1), false, answers::add);

        assertThat(answers).singleElement().isInstanceOf(InterruptedException.class);
    }

    @Test
    void tellsTheCallOfAReaderThatFailsWithAnError() {
        byte[] event = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        queue.write(ByteBuffer.wrap(event), false, answers::add);

        assertThatThrownBy(() -> queue.drain(text -> {
                    throw new AssertionError("the reader's own");
                }))
                .hasMessage("the reader's own");

        assertThat(answers).singleElement().isInstanceOf(AssertionError.class);
    }
}
