package dev.atom.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RefreshTokenTest {
    private static final int ID_BYTES = 16;

    /** Of 128 tokens, a bit that is drawn is the same in all once in 2 to the 127th. */
    @Test
    void everyTokenIsOf256BitsThatAreDrawn() {
        TenantId tenant = new TenantId(UUID.randomUUID());
        SecureRandom random = new SecureRandom();
        BitSet set = new BitSet();
        BitSet clear = new BitSet();
        for (int i = 0; i < 128; i++) {
            BitSet drawn = drawn(RefreshToken.draw(tenant, random));
            set.or(drawn);
            drawn.flip(0, 256);
            clear.or(drawn);
        }

        assertThat(set.cardinality()).isEqualTo(256);
        assertThat(clear.cardinality()).isEqualTo(256);
    }

    /** What follows the tenant's id. */
    private static BitSet drawn(Secret token) {
        String text = token.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        byte[] all = Base64.getUrlDecoder().decode(text.substring("atom_rt_".length()));
        return BitSet.valueOf(Arrays.copyOfRange(all, ID_BYTES, all.length));
    }
}
