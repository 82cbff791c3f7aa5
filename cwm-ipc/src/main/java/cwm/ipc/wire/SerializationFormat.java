package cwm.ipc.wire;

import cwm.rdf.store.TermDictionary;
import java.util.Locale;

/// The formats messages can travel in.
public enum SerializationFormat {
  JSON,
  MSGPACK,
  BINCODE;

  /// Its name in configuration files and in the handshake: `msgpack`.
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// An encoder for one connection.
  ///
  /// @param dictionary the sender's: terms cross as its ids
  /// @param linkDictionaryMaxTerms how many terms the receiver keeps, as it said in the handshake
  public MessageEncoder encoder(TermDictionary dictionary, int linkDictionaryMaxTerms) {
    WireWriter writer =
        switch (this) {
          case JSON -> new JsonWriter();
          case MSGPACK -> new MsgpackWriter();
          case BINCODE -> new BincodeWriter();
        };
    return new WireEncoder(writer, dictionary, linkDictionaryMaxTerms);
  }

  /// A decoder for one connection.
  ///
  /// @param dictionary the receiver's, which gets the terms that arrive
  /// @param linkDictionaryMaxTerms how many terms the receiver keeps, as it said in the handshake
  public MessageDecoder decoder(TermDictionary dictionary, int linkDictionaryMaxTerms) {
    WireReader reader =
        switch (this) {
          case JSON -> new JsonReader();
          case MSGPACK -> new MsgpackReader();
          case BINCODE -> new BincodeReader();
        };
    return new WireDecoder(reader, dictionary, linkDictionaryMaxTerms);
  }
}
