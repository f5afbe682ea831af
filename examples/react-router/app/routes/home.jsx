export default function Home() {
  return <p>the rest of the app</p>;
}
