import type { PageProps } from '../app/page.ts'

export default function Survey(_props: PageProps) {
  return <h1>アンケート</h1>
}
