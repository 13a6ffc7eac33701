import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleDocValuesField;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Lucene as its documentation shows it: {@code index FOLDER INDEX}, or {@code ask INDEX} with a query a line. */
public final class Peer {
  private static final Pattern REVIEW = Pattern.compile("\\d+_(\\d+)\\.txt");
  private static final long WARM_UP_NANOS = 1_500_000_000L;
  private static final long MEASURED_NANOS = 500_000_000L;

  public static void main(String[] args) throws IOException {
    if (args[0].equals("index")) {
      index(Path.of(args[1]), Path.of(args[2]));
    } else {
      ask(Path.of(args[1]));
    }
  }

  /** Prints the seconds of one run, merged into one segment afterwards and outside of them. */
  private static void index(Path folder, Path index) throws IOException {
    long started = System.nanoTime();
    IndexWriterConfig config = new IndexWriterConfig(new StandardAnalyzer()).setRAMBufferSizeMB(200);
    config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    try (Directory directory = FSDirectory.open(index);
        IndexWriter writer = new IndexWriter(directory, config);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Matcher name = REVIEW.matcher(file.getFileName().toString());
        if (name.matches()) {
          writer.addDocument(document(file, Double.parseDouble(name.group(1))));
        }
      }
      writer.commit();
      System.out.println((System.nanoTime() - started) / 1e9);
      writer.forceMerge(1);
    }
  }

  private static Document document(Path file, double score) throws IOException {
    Document document = new Document();
    document.add(new StringField("path", file.toString(), Field.Store.YES));
    document.add(
        new TextField("body", new String(Files.readAllBytes(file), StandardCharsets.UTF_8), Field.Store.YES));
    if (score > 0) {
      document.add(new DoublePoint("score", score));
      document.add(new DoubleDocValuesField("score", score));
    }
    return document;
  }

  /** Each line is {@code word|any|all|phrase}, {@code yes|no} for a filter, and words, parted by tabs. */
  private static void ask(Path index) throws IOException {
    try (Directory directory = FSDirectory.open(index);
        DirectoryReader reader = DirectoryReader.open(directory);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Query query = query(line.split("\t"));
        System.out.println(median(searcher, query));
      }
    }
  }

  private static Query query(String[] parts) {
    BooleanQuery.Builder several = new BooleanQuery.Builder();
    PhraseQuery.Builder phrase = new PhraseQuery.Builder();
    for (int at = 2; at < parts.length; at++) {
      Term term = new Term("body", parts[at]);
      several.add(new TermQuery(term), parts[0].equals("any") ? Occur.SHOULD : Occur.MUST);
      phrase.add(term);
    }
    Query words =
        switch (parts[0]) {
          case "word" -> new TermQuery(new Term("body", parts[2]));
          case "phrase" -> phrase.build();
          default -> several.build();
        };
    if (parts[1].equals("no")) {
      return words;
    }
    // The bits of positive numbers stand in the order of the numbers.
    Query range =
        new IndexOrDocValuesQuery(
            DoublePoint.newRangeQuery("score", 8, Double.POSITIVE_INFINITY),
            DoubleDocValuesField.newSlowRangeQuery(
                "score",
                Double.doubleToRawLongBits(8),
                Double.doubleToRawLongBits(Double.POSITIVE_INFINITY)));
    return new BooleanQuery.Builder().add(words, Occur.MUST).add(range, Occur.FILTER).build();
  }

  /** The median of many runs in microseconds, after the virtual machine has had time to compile them. */
  private static double median(IndexSearcher searcher, Query query) throws IOException {
    long hits = 0;
    for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP_NANOS; ) {
      hits += searcher.search(query, 10).scoreDocs.length;
    }
    List<Long> times = new ArrayList<>();
    for (long start = System.nanoTime(); System.nanoTime() - start < MEASURED_NANOS || times.size() < 20; ) {
      long before = System.nanoTime();
      TopDocs found = searcher.search(query, 10);
      times.add(System.nanoTime() - before);
      hits += found.scoreDocs.length;
    }
    Collections.sort(times);
    return hits < 0 ? 0.0 : times.get(times.size() / 2) / 1e3;
  }
}
