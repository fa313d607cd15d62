package dev.atom.core.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Scheduler;
import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DataKeyCacheTest {
    private static final Duration TTL = Duration.ofMinutes(5);

    private final AtomicLong nanos = new AtomicLong();
    private final CountingWrapper wrapper = new CountingWrapper();
    private final DataKeyCache cache = cache(10);
    private final SealedDek dek = dek();

    @Test
    void unwrapsOnceInItsTimeAndAgainAfterIt() {
        for (int each = 0; each < 10; each++) {
            use(dek);
        }
        nanos.addAndGet(TTL.toNanos() - 1);
        use(dek);
        assertThat(wrapper.unwrapped).hasValue(1);
        nanos.addAndGet(1);
        use(dek);
        assertThat(wrapper.unwrapped).as("use does not prolong it").hasValue(2);
    }

    @Test
    void wipesWhatLeaves() {
        List<DataKey> seen = new ArrayList<>();
        seen.add(use(dek));
        cache.evict(dek.tenant(), 1);
        seen.add(use(dek));
        cache.evict(dek.tenant());
        seen.add(use(dek));
        nanos.addAndGet(TTL.toNanos());
        assertThat(cache.size()).isZero();
        seen.add(use(dek));
        cache.close();

        assertThat(wrapper.unwrapped).hasValue(4);
        assertThat(seen).allMatch(key -> key.fingerprint(new byte[1]).isEmpty());
        assertThat(seen).allMatch(key -> key.lendKey(bytes -> bytes.length).isEmpty());
    }

    @Test
    void holdsNoMoreThanItMay() {
        DataKeyCache small = cache(3);
        List<DataKey> seen = new ArrayList<>();
        for (int each = 0; each < 50; each++) {
            SealedDek other = dek();
            seen.add(small.with(other, Optional::of));
        }
        assertThat(small.size()).isLessThanOrEqualTo(3);
        assertThat(seen.stream().filter(key -> key.fingerprint(new byte[1]).isPresent()))
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void neverLendsAWipedKey() throws Exception {
        AtomicInteger next = new AtomicInteger();
        VaultFixture.together(8, () -> {
            boolean evicts = next.getAndIncrement() < 3;
            for (int round = 0; round < 3000; round++) {
                if (evicts) {
                    cache.evict(dek.tenant(), 1);
                } else {
                    boolean zero = lentZeros();
                    assertThat(zero).isFalse();
                }
            }
            return 0;
        });
    }

    @Test
    void keepsTenantsApart() {
        SealedDek other = dek();
        String one = cache.with(dek, key -> key.fingerprint(new byte[] {1}));
        String another = cache.with(other, key -> key.fingerprint(new byte[] {1}));
        assertThat(another).isNotEqualTo(one);
        cache.evict(other.tenant());
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void servesTheVaultWithOneUnwrapInFiveMinutes() {
        try (VaultFixture fixture = new VaultFixture()) {
            Caller tenant = fixture.tenant();
            fixture.put(tenant, VaultFixture.OPENAI, "sk-0123456789abcdef");
            CountingWrapper counting = new CountingWrapper(fixture.masterKey);
            try (SealedKeyVault vault =
                    fixture.builder(counting).ticker(nanos::get).build()) {
                for (int each = 0; each < 5; each++) {
                    assertThat(VaultFixture.open(vault, tenant, VaultFixture.OPENAI))
                            .isPresent();
                }
                assertThat(counting.unwrapped).hasValue(1);
                nanos.addAndGet(TTL.toNanos());
                assertThat(VaultFixture.open(vault, tenant, VaultFixture.OPENAI))
                        .isPresent();
                assertThat(counting.unwrapped).hasValue(2);
            }
        }
    }

    private boolean lentZeros() {
        try {
            return cache.with(
                    dek,
                    key -> key.lendKey(bytes -> {
                        int sum = 0;
                        for (byte each : bytes) {
                            sum |= each;
                        }
                        return sum == 0;
                    }));
        } catch (AtomException evictedTooFast) {
            return false;
        }
    }

    private DataKeyCache cache(int entries) {
        return new DataKeyCache(
                wrapper, new DataKeyCache.CacheLimits(TTL, entries, nanos::get, Scheduler.disabledScheduler()));
    }

    private DataKey use(SealedDek of) {
        DataKey key = cache.with(of, Optional::of);
        assertThat(key.fingerprint(new byte[1])).isPresent();
        return key;
    }

    private SealedDek dek() {
        TenantId tenant = new TenantId(UUID.randomUUID());
        try (DataKey fresh = DataKey.first(new SecureRandom())) {
            String kekId = wrapper.currentKeyId();
            return new SealedDek(
                    tenant, 1, kekId, wrapper.wrap(fresh.material(), SealedDek.associatedData(tenant, 1, kekId)));
        }
    }

    /** A wrapper that counts. */
    private static final class CountingWrapper implements KeyWrapper {
        final AtomicInteger unwrapped = new AtomicInteger();
        private final KeyWrapper wrapper;

        CountingWrapper() {
            this(VaultFixture.masterKey(1));
        }

        CountingWrapper(KeyWrapper wrapper) {
            this.wrapper = wrapper;
        }

        @Override
        public String currentKeyId() {
            return wrapper.currentKeyId();
        }

        @Override
        public Set<String> keyIds() {
            return wrapper.keyIds();
        }

        @Override
        public byte[] wrap(Secret plaintext, byte[] associatedData) {
            return wrapper.wrap(plaintext, associatedData);
        }

        @Override
        public Secret unwrap(String keyId, byte[] wrapped, byte[] associatedData) {
            unwrapped.incrementAndGet();
            return wrapper.unwrap(keyId, wrapped, associatedData);
        }
    }
}
