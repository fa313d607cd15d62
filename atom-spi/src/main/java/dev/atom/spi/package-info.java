/**
 * What a plugin author implements and receives: identities, secrets, errors, settings and the key wrapper.
 * Nothing here depends on a library beyond JSpecify and SLF4J, so a plugin never fights the host's versions.
 * LLM providers are in {@link dev.atom.spi.llm}, the host's HTTP client in {@link dev.atom.spi.http}.
 */
@NullMarked
package dev.atom.spi;

import org.jspecify.annotations.NullMarked;
