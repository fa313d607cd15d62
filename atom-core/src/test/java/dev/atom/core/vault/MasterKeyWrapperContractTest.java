package dev.atom.core.vault;

import dev.atom.spi.KeyWrapper;
import dev.atom.spi.Secret;
import dev.atom.tck.KeyWrapperContract;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

class MasterKeyWrapperContractTest extends KeyWrapperContract {
    private final KeyWrapper wrapper = wrapper(1);
    private final KeyWrapper stranger = wrapper(2);

    @Override
    protected KeyWrapper wrapper() {
        return wrapper;
    }

    @Override
    protected KeyWrapper stranger() {
        return stranger;
    }

    private static MasterKeyWrapper wrapper(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        try (Secret secret = Secret.copyOf(key)) {
            return MasterKeyWrapper.of(secret, List.of(), new SecureRandom());
        }
    }
}
