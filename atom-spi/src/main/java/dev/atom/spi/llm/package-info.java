/**
 * Large-language-model providers: how one is found, what it declares, and how its failures are read.
 * {@link dev.atom.spi.llm.OpenAiWire} marks a provider whose wire format already is OpenAI's; its bytes are relayed unbuilt.
 * The typed chat records keep every field they do not know.
 */
@NullMarked
package dev.atom.spi.llm;

import org.jspecify.annotations.NullMarked;
