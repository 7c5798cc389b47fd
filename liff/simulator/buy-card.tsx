import { Button } from '../shared/button.tsx'
import { Card } from '../shared/card.tsx'
import { useStore } from './context.ts'
import type { Product } from './contract.ts'
import { price } from './price.ts'

export function BuyCard() {
  const { state, detail, busy, buy } = useStore()
  const fresh = detail.value?.purchases === 0
  const products = [...(state.value?.products ?? [])].sort((a, b) => Number(b.trial) - Number(a.trial))
  return (
    <Card title="注文する" class="buy">
      <ul class="rows">
        {products.map((product) => (
          <li key={product.sku} class="row">
            <p>
              {product.name}
              <span class="small soft figure">{price(product.price_yen)}</span>
            </p>
            <Button
              kind={fresh && product.trial ? 'primary' : 'plain'}
              busy={busy.value !== undefined}
              onClick={() => buy(product)}
            >
              <span class="unseen">{product.name}：</span>
              {verb(product)}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function verb({ trial, subscription }: Product): string {
  if (trial) return 'お試しを注文する'
  return subscription ? '定期便を申し込む' : '注文する'
}
