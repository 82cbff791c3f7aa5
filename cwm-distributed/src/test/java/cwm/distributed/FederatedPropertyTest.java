package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.DataSettings;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.Layout;
import cwm.cluster.state.PartitionMap;
import cwm.ipc.message.IpcMessage;
import cwm.jena.sparql.FactFilter;
import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlRequest;
import cwm.jena.testing.RandomQuery;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.partition.SubjectPlaces;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.jena.query.ResultSet;
import org.apache.jena.riot.ResultSetMgr;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.UpdateExec;

/// Random data, updates and queries over owners of facts, against ARQ over one store.
class FederatedPropertyTest {
  private static final int QUERY_COUNT = 8;
  private static final int NODE_COUNT = 3;
  private static final int PARTITION_COUNT = 64;
  private static final String ALL = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }";

  @RandomSeeds(150)
  void answersAreThoseOfArqOverOneStore(long seed) {
    var random = new RandomSource(seed);
    var texts = new RandomQuery(random, random.oneIn(2));
    var ours = new Owners(random);
    DatasetGraph theirs = DatasetGraphFactory.create();
    for (int i = 0; i < QUERY_COUNT; i++) {
      String update = random.oneIn(3) ? texts.change() : texts.data();
      if (random.oneIn(3)) {
        update += " ; " + texts.change();
      }
      ours.update(update);
      UpdateExec.dataset(theirs).update(update).execute();
      assertThat(ours.rows(ALL, QueryStrategy.PARALLEL)).as(update).isEqualTo(rows(theirs, ALL));
      String query = texts.query();
      QueryStrategy strategy = random.pick(List.of(QueryStrategy.values()));
      assertThat(ours.rows(query, strategy))
          .as("%s: %s%n%s", strategy, update, query)
          .isEqualTo(rows(theirs, query));
      assertThat(ours.rows(query + " LIMIT 2", strategy))
          .hasSizeLessThanOrEqualTo(2)
          .hasSize(Math.min(2, rows(theirs, query).size()));
    }
  }

  private static List<String> rows(DatasetGraph dataset, String query) {
    try (QueryExec execution = QueryExec.dataset(dataset).query(query).build()) {
      var out = new ByteArrayOutputStream();
      ResultSetMgr.write(out, ResultSet.adapt(execution.select()), ResultSetLang.RS_TSV);
      return lines(out);
    }
  }

  private static List<String> lines(ByteArrayOutputStream out) {
    String text = out.toString(StandardCharsets.UTF_8).replaceAll("_:[-\\w.]+", "_:any");
    return text.lines().skip(1).sorted().toList();
  }

  /// Three owners, each with terms of its own, who answer a few facts at a time.
  private static final class Owners {
    private final TermDictionary dictionary = new TermDictionary();
    private final List<Owner> owners;
    private final QueryNodes nodes;

    private record Owner(int place, TermDictionary dictionary, Shard shard, int pageSize) {
      QueryNodes.Owner asked() {
        return new QueryNodes.Owner(
            "node-" + place,
            query ->
                new FactPage(query, 1, dictionary, filter(query), pageSize).of(Optional.of(shard)),
            () -> 0);
      }

      private Optional<FactFilter> filter(IpcMessage.Query query) {
        return query.filter().isEmpty()
            ? Optional.empty()
            : FactFilter.of(query.filter(), dictionary, Duration.ofSeconds(1));
      }

      /// Takes what is its own of a change.
      void change(DistributedUpdate.Change change, TermDictionary from) {
        var removed = new TripleList();
        change
            .removed()
            .forEach((s, p, o) -> removed.accept(own(s, from), own(p, from), own(o, from)));
        shard.retract(removed);
        change
            .added()
            .forEach(
                (s, p, o) -> {
                  int subject = own(s, from);
                  int predicate = own(p, from);
                  int object = own(o, from);
                  if (shard.placement().nodeOf(subject, predicate, object) == place) {
                    shard.assertFact(subject, predicate, object);
                  }
                });
      }

      private int own(int id, TermDictionary from) {
        return dictionary.intern(from.term(id));
      }
    }

    Owners(RandomSource random) {
      PartitionStrategy strategy = random.pick(List.of(PartitionStrategy.values()));
      var settings = new DataSettings(strategy.name().toLowerCase(Locale.ROOT), PARTITION_COUNT, 1);
      List<JobNode> members =
          IntStream.range(0, NODE_COUNT)
              .mapToObj(i -> new JobNode("node-" + i, "1", random.between(1, 2)))
              .toList();
      var map =
          new PartitionMap(
              1,
              members,
              IntStream.range(0, PARTITION_COUNT).mapToObj(i -> i % NODE_COUNT).toList());
      var layout =
          new Layout(List.of(1L), IntStream.range(0, PARTITION_COUNT).mapToObj(_ -> 0).toList());
      int pageSize = random.between(1, 5);
      owners =
          IntStream.range(0, NODE_COUNT)
              .mapToObj(
                  place -> {
                    var own = new TermDictionary();
                    Placement placement =
                        Placement.of(layout, map, settings, Set.of(), somePlaces(own), own);
                    Spreading spreading = Spreading.over(members.get(place).workerCount());
                    return new Owner(
                        place, own, new Shard(placement, place, own, spreading), pageSize);
                  })
              .toList();
      nodes =
          new QueryNodes(
              "me",
              dictionary,
              1,
              settings.partitionStrategy(),
              owners.stream().map(Owner::asked).toList());
    }

    /// Has some subjects elsewhere than by their hashes, at all nodes alike.
    private static LinkTable somePlaces(TermDictionary dictionary) {
      var places = new SubjectPlaces.Builder();
      for (int i = 0; i < 5; i += 2) {
        int subject = dictionary.intern(new Iri("urn:t" + i));
        places.put(dictionary.hash(subject), i % PARTITION_COUNT);
      }
      return new LinkTable(1, 0, PARTITION_COUNT, places.build());
    }

    void update(String text) {
      DistributedUpdate.Change change =
          DistributedUpdate.find(
              SparqlRequest.readUpdate(text, "the update", ""),
              nodes,
              terms(),
              iri -> {
                throw new IllegalArgumentException(iri);
              });
      owners.forEach(owner -> owner.change(change, dictionary));
    }

    List<String> rows(String query, QueryStrategy strategy) {
      return DistributedQuery.run(
          SparqlRequest.readQuery(query, "the query", ""),
          nodes,
          strategy,
          terms(),
          answer -> {
            var out = new ByteArrayOutputStream();
            ((SparqlAnswer.Rows) answer).write(ResultFormat.TSV, out);
            return lines(out);
          });
    }

    private static QueryTerms terms() {
      return QueryTerms.within(Duration.ofSeconds(30));
    }
  }
}
