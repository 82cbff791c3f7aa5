package cwm.distributed;

import cwm.ipc.Node;
import cwm.ipc.Received;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.FactScope;
import cwm.ipc.message.IpcMessage.ErrorReply;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.RowBatch;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Term;
import cwm.rdf.term.Variable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers what others ask of the facts that this node owns, part by part. Any thread may call.
final class FactServer {
  /// The stable code of a refusal, since the facts have changed.
  static final String STALE = "STALE_VERSION";

  /// How long a question waits for the end of a job.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Solutions in one answer.
  private static final int SOLUTIONS_MAX = 1 << 12;

  /// Facts that are looked at for one answer.
  private static final int SCANNED_MAX = 1 << 20;

  private final Node node;
  private final JobRunner jobs;

  FactServer(Node node, Threads threads, JobRunner jobs) {
    this.node = node;
    this.jobs = jobs;
    node.on(Query.class, received -> threads.handle(() -> handle(received)));
  }

  private void handle(Received<Query> received) {
    if (!received.isRequest()) {
      return;
    }
    try {
      var _ = received.replyAsync(answer(received.message()));
    } catch (StaleVersionException e) {
      var _ = received.replyAsync(new ErrorReply(STALE, String.valueOf(e.getMessage())));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the node ends
    }
  }

  /// The next part of an answer.
  ///
  /// @throws StaleVersionException if another version is asked for
  QueryResponse answer(Query query) throws InterruptedException {
    return jobs.read(
        query.version(), PATIENCE, (owned, version) -> new Page(query, version).of(owned));
  }

  /// One part of one answer.
  private final class Page {
    private final Query query;
    private final long version;
    private final TermDictionary dictionary = node.dictionary();

    /// For each place of a fact: the id that is asked for, or `NONE`.
    private final int[] constants = new int[3];

    /// For each place of a fact: which variable stands there, or -1.
    private final int[] variables = {-1, -1, -1};

    private final List<String> names = new ArrayList<>();
    private final int[] values;
    private int rowCount;

    /// Candidates so far, of all parts.
    private long position;

    private boolean isKnown = true;

    Page(Query query, long version) {
      this.query = query;
      this.version = version;
      Term[] terms = {
        query.pattern().subject(), query.pattern().predicate(), query.pattern().object()
      };
      for (int place = 0; place < 3; place++) {
        if (terms[place] instanceof Variable variable) {
          if (!names.contains(variable.name())) {
            names.add(variable.name());
          }
          variables[place] = names.indexOf(variable.name());
        } else {
          constants[place] = dictionary.find(terms[place]);
          isKnown &= constants[place] != TermDictionary.NONE;
        }
      }
      values = new int[SOLUTIONS_MAX * names.size()];
    }

    QueryResponse of(Optional<Shard> owned) {
      long next = 0;
      if (isKnown && owned.isPresent()) {
        for (FactTable table : tables(owned.get())) {
          if (!add(table)) {
            next = position;
            break;
          }
        }
      }
      return response(next);
    }

    private List<FactTable> tables(Shard owned) {
      if (variables[1] < 0) {
        return owned.tables(constants[1]);
      }
      return query.scope() == FactScope.GRAPHS ? owned.ofGraphs().tables() : owned.facts().tables();
    }

    /// Adds what a table has.
    ///
    /// @return whether that was all
    private boolean add(FactTable table) {
      if (query.scope() == FactScope.GRAPHS) {
        return table.rowCount() == 0 || visit(table, 0);
      }
      if (variables[0] >= 0 && variables[2] >= 0) {
        return addRange(table);
      }
      int end = table.rowCount();
      int[] rows;
      if (variables[0] < 0 && variables[2] < 0) {
        int row = table.find(constants[0], constants[2]);
        rows = row < 0 ? new int[0] : new int[] {row};
      } else if (variables[0] < 0) {
        rows = table.bySubject(end).rows(constants[0], 0, end);
      } else {
        rows = table.byObject(end).rows(constants[2], 0, end);
      }
      for (int row : rows) {
        if (!visit(table, row)) {
          return false;
        }
      }
      return true;
    }

    private boolean addRange(FactTable table) {
      int count = table.rowCount();
      long skipped = Math.clamp(query.start() - position, 0L, (long) count);
      position += skipped;
      for (int row = (int) skipped; row < count; row++) {
        if (!visit(table, row)) {
          return false;
        }
      }
      return true;
    }

    /// @return whether the answer has room for what comes next
    private boolean visit(FactTable table, int row) {
      if (rowCount == SOLUTIONS_MAX || position - query.start() >= SCANNED_MAX) {
        return false;
      }
      if (position >= query.start() && isAskedFor(table, row)) {
        int[] places = {table.subject(row), table.predicate(), table.object(row)};
        int at = rowCount * names.size();
        Arrays.fill(values, at, at + names.size(), TermDictionary.NONE);
        boolean fits = true;
        for (int place = 0; place < 3; place++) {
          int variable = variables[place];
          if (variable >= 0) {
            int bound = values[at + variable];
            fits &= bound == TermDictionary.NONE || bound == places[place];
            values[at + variable] = places[place];
          }
        }
        if (fits) {
          rowCount++;
        }
      }
      position++;
      return true;
    }

    private boolean isAskedFor(FactTable table, int row) {
      return query.scope() != FactScope.DERIVED || !table.isAsserted(row);
    }

    private QueryResponse response(long next) {
      if (rowCount == 0) {
        return new QueryResponse(query.queryId(), List.of(), List.of(), version, next);
      }
      Map<String, Term> first = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        first.put(names.get(i), dictionary.term(values[i]));
      }
      int width = names.size();
      // Without variables there is one fact, and so one solution.
      var rest =
          new RowBatch(
              dictionary, Arrays.copyOfRange(values, width, rowCount * width), width, rowCount - 1);
      return new QueryResponse(query.queryId(), List.of(new Bindings(first)), rest, version, next);
    }
  }
}
