package dev.atom.core.identity;

import dev.atom.spi.Secret;

/** A key that was drawn and is not stored yet. */
record NewKey(ApiKeyInfo info, ApiKeyDigest digest, Secret text) {
    IssuedKey issued() {
        return new IssuedKey(info, text);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "NewKey[" + info.id() + "]";
    }
}
