package dev.atom.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link KeyWrapper} must do. A remote one may make the tests slow; they wrap a few hundred times. */
public abstract class KeyWrapperContract {
    private static final byte[] CONTEXT = "tenant-a/1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER_CONTEXT = "tenant-b/1".getBytes(StandardCharsets.UTF_8);

    /** Makes the class a test; subclasses are public or package-private with a default constructor. */
    protected KeyWrapperContract() {}

    /** The wrapper under test. */
    protected abstract KeyWrapper wrapper();

    /** A wrapper of the same kind whose keys are others, under whatever ids. */
    protected abstract KeyWrapper stranger();

    @Test
    void namesItsKeys() {
        KeyWrapper wrapper = wrapper();
        assertThat(wrapper.currentKeyId()).matches("[0-9A-Za-z._:/-]{1,64}").isEqualTo(wrapper.currentKeyId());
        assertThat(wrapper.keyIds()).contains(wrapper.currentKeyId());
    }

    @Test
    void givesBackWhatItWrapped() {
        for (int length : new int[] {1, 16, 32, 256}) {
            byte[] plain = plain(length);
            assertThat(unwrap(wrapper().currentKeyId(), wrap(plain, CONTEXT), CONTEXT))
                    .isEqualTo(plain);
        }
    }

    @Test
    void acceptsEmptyAssociatedData() {
        byte[] none = new byte[0];
        assertThat(unwrap(wrapper().currentKeyId(), wrap(plain(32), none), none))
                .isEqualTo(plain(32));
    }

    @Test
    void neverWrapsTwiceAlikeNorShowsThePlaintext() {
        byte[] first = wrap(plain(32), CONTEXT);
        assertThat(wrap(plain(32), CONTEXT)).isNotEqualTo(first);
        assertThat(new String(first, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(plain(32), StandardCharsets.ISO_8859_1));
    }

    @Test
    void refusesOtherAssociatedData() {
        byte[] wrapped = wrap(plain(32), CONTEXT);
        refuses(wrapper(), wrapper().currentKeyId(), wrapped, OTHER_CONTEXT);
        refuses(wrapper(), wrapper().currentKeyId(), wrapped, new byte[0]);
    }

    @Test
    void refusesEveryFlippedBit() {
        byte[] wrapped = wrap(plain(32), CONTEXT);
        for (int bit = 0; bit < 8 * wrapped.length; bit++) {
            byte[] altered = wrapped.clone();
            altered[bit / 8] ^= (byte) (1 << (bit % 8));
            refuses(wrapper(), wrapper().currentKeyId(), altered, CONTEXT);
        }
    }

    @Test
    void refusesEveryTruncationAndAnExtension() {
        byte[] wrapped = wrap(plain(32), CONTEXT);
        for (int length = 0; length < wrapped.length; length++) {
            refuses(wrapper(), wrapper().currentKeyId(), Arrays.copyOf(wrapped, length), CONTEXT);
        }
        refuses(wrapper(), wrapper().currentKeyId(), Arrays.copyOf(wrapped, wrapped.length + 1), CONTEXT);
    }

    @Test
    void refusesAnUnknownKeyId() {
        refuses(wrapper(), "no-such-key", wrap(plain(32), CONTEXT), CONTEXT);
    }

    @Test
    void refusesWhatAStrangerWrapped() {
        KeyWrapper stranger = stranger();
        try (Secret secret = Secret.copyOf(plain(32))) {
            refuses(wrapper(), wrapper().currentKeyId(), stranger.wrap(secret, CONTEXT), CONTEXT);
        }
        refuses(stranger, stranger.currentKeyId(), wrap(plain(32), CONTEXT), CONTEXT);
    }

    @Test
    void leavesTheCallersArraysAlone() {
        byte[] wrapped = wrap(plain(32), CONTEXT);
        byte[] wrappedBefore = wrapped.clone();
        byte[] context = CONTEXT.clone();
        unwrap(wrapper().currentKeyId(), wrapped, context);
        assertThat(wrapped).isEqualTo(wrappedBefore);
        assertThat(context).isEqualTo(CONTEXT);
    }

    @Test
    void servesManyThreadsAtOnce() throws Exception {
        KeyWrapper shared = wrapper();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<byte[]>> results = new ArrayList<>();
            for (int i = 1; i <= 64; i++) {
                byte[] plain = plain(i);
                results.add(threads.submit(() -> {
                    try (Secret secret = Secret.copyOf(plain);
                            Secret back = shared.unwrap(shared.currentKeyId(), shared.wrap(secret, CONTEXT), CONTEXT)) {
                        return back.use(byte[]::clone);
                    }
                }));
            }
            for (int i = 1; i <= 64; i++) {
                assertThat(results.get(i - 1).get()).isEqualTo(plain(i));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private byte[] wrap(byte[] plain, byte[] associated) {
        try (Secret secret = Secret.copyOf(plain)) {
            return wrapper().wrap(secret, associated);
        }
    }

    private byte[] unwrap(String keyId, byte[] wrapped, byte[] associated) {
        try (Secret secret = wrapper().unwrap(keyId, wrapped, associated)) {
            return secret.use(byte[]::clone);
        }
    }

    private static void refuses(KeyWrapper wrapper, String keyId, byte[] wrapped, byte[] associated) {
        assertThatThrownBy(() -> wrapper.unwrap(keyId, wrapped, associated).close())
                .isInstanceOf(AtomException.class);
    }

    private static byte[] plain(int length) {
        byte[] plain = new byte[length];
        for (int i = 0; i < length; i++) {
            plain[i] = (byte) (31 * i + 7);
        }
        return plain;
    }
}
