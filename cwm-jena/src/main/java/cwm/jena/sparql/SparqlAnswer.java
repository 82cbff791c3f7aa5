package cwm.jena.sparql;

import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.jena.atlas.RuntimeIOException;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.rowset.RowSetWriter;
import org.apache.jena.riot.rowset.RowSetWriterRegistry;
import org.apache.jena.shared.JenaException;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.exec.RowSetOps;

/// What a query has for an answer.
public sealed interface SparqlAnswer {

  /// The yes or no of an ASK.
  record Truth(boolean isTrue) implements SparqlAnswer {
    /// Writes it, in one of the formats that rows have.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public void write(ResultFormat format, OutputStream out) {
      try {
        writer(format).write(out, isTrue, null);
      } catch (RuntimeIOException e) {
        throw unwritten(e);
      }
    }
  }

  /// Statements of a CONSTRUCT or DESCRIBE.
  ///
  /// @param dictionary whose ids the statements have
  /// @param prefixes as the query declares them
  record Statements(TripleList statements, TermDictionary dictionary, Map<String, String> prefixes)
      implements SparqlAnswer {
    public Statements {
      prefixes = Map.copyOf(prefixes);
    }
  }

  /// The rows of a SELECT, which are found while they are written.
  final class Rows implements SparqlAnswer, AutoCloseable {
    private final QueryExec execution;
    private final RowSet rows;
    private final TermNodes terms;

    Rows(QueryExec execution, RowSet rows, TermNodes terms) {
      this.execution = execution;
      this.terms = terms;
      this.rows = rows;
    }

    /// Writes all rows as they come, but a [ResultFormat#TABLE] when all are there. May be called
    /// once.
    ///
    /// @throws SparqlException if the query takes too long or fails; part of the rows may have been
    ///   written by then
    /// @throws UncheckedIOException if nothing more can be written
    public void write(ResultFormat format, OutputStream out) {
      try {
        if (format == ResultFormat.TABLE) {
          RowSetOps.out(out, rows, execution.getQuery());
        } else {
          SparqlAnswer.writer(format).write(out, rows, execution.getContext());
        }
      } catch (RuntimeIOException e) {
        throw unwritten(e);
      } catch (JenaException e) {
        throw SparqlStore.failure(e);
      } catch (StackOverflowError e) {
        throw SparqlStore.tooDeep();
      }
    }

    /// The names of the columns, without question marks.
    public List<String> variables() {
      return execution.getQuery().getResultVars();
    }

    /// All rows at once: what the variables are bound to as ids of the store's dictionary, NONE for
    /// nothing. In place of [#write].
    ///
    /// @throws SparqlException as [#write]
    public RowList ids() {
      List<Var> columns = rows.getResultVars();
      var ids = new RowList(columns.size());
      int[] row = new int[columns.size()];
      try {
        while (rows.hasNext()) {
          Binding binding = rows.next();
          for (int i = 0; i < row.length; i++) {
            Node node = binding.get(columns.get(i));
            row[i] = node == null ? TermDictionary.NONE : terms.intern(node);
          }
          ids.add(row);
        }
      } catch (JenaException e) {
        throw SparqlStore.failure(e);
      } catch (StackOverflowError e) {
        throw SparqlStore.tooDeep();
      }
      return ids;
    }

    /// Ends the search, if it is still under way. Any thread may call it.
    public void cancel() {
      execution.abort();
    }

    @Override
    public void close() {
      execution.close();
    }
  }

  private static UncheckedIOException unwritten(RuntimeIOException e) {
    return new UncheckedIOException(
        e.getCause() instanceof IOException cause ? cause : new IOException(e.getMessage(), e));
  }

  private static RowSetWriter writer(ResultFormat format) {
    return RowSetWriterRegistry.getFactory(format.language()).create(format.language());
  }
}
