package cwm.ipc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.InferenceResult;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.RowBatch;
import cwm.ipc.message.TripleBatch;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import java.util.List;

class RoundTripTest {

  @RandomSeeds(10)
  void everyMessageArrivesAsItWasSent(long seed) {
    for (SerializationFormat format : SerializationFormat.values()) {
      var peers = new Peers(format, 1 << 20);
      var messages = new RandomMessages(seed, peers.sendersDictionary);
      for (Class<?> type : RandomMessages.TYPES) {
        for (int i = 0; i < 3; i++) {
          verify(peers, messages.of(type));
        }
      }
    }
  }

  @RandomSeeds(10)
  void longConversationsSurviveResets(long seed) {
    for (SerializationFormat format : SerializationFormat.values()) {
      for (int linkDictionaryMaxTerms : new int[] {1, 40, 300}) {
        var peers = new Peers(format, linkDictionaryMaxTerms);
        var messages = new RandomMessages(seed, peers.sendersDictionary);
        for (int i = 0; i < 60; i++) {
          verify(peers, messages.withTerms());
        }
      }
    }
  }

  private static void verify(Peers peers, IpcMessage message) {
    IpcMessage arrived = peers.send(message);
    assertThat(arrived).isEqualTo(message);
    switch (arrived) {
      case TripleData data -> assertIsBatch(data.triples(), peers);
      case InferenceResult result -> assertIsBatch(result.derived(), peers);
      case InferenceRequest request -> assertAreBatch(request.rows(), peers);
      case QueryResponse response -> assertAreBatch(response.rows(), peers);
      default -> {}
    }
  }

  private static void assertIsBatch(List<Triple> triples, Peers peers) {
    assertThat(triples)
        .isInstanceOfSatisfying(
            TripleBatch.class,
            batch -> assertThat(batch.dictionary()).isSameAs(peers.receiversDictionary));
  }

  private static void assertAreBatch(List<List<Term>> rows, Peers peers) {
    assertThat(rows)
        .isInstanceOfSatisfying(
            RowBatch.class,
            batch -> assertThat(batch.dictionary()).isSameAs(peers.receiversDictionary));
  }
}
